//! Archives joined into one while it goes out.

use std::io::{self, Cursor, Write};

use futures_util::stream::{self, Stream};
use store::{FileHash, Files};
use tokio::sync::mpsc;
use zip::{ZipArchive, ZipWriter};

type Piece = io::Result<Vec<u8>>;

/// Pieces that wait for a slow reader; the writer waits with them.
const MOST_WAITING: usize = 4;
const PIECE: usize = 64 * 1024;

/// One archive with everything that the portions hold, in their order.
pub fn joined(files: Files, portions: Vec<FileHash>) -> impl Stream<Item = Piece> + Send + 'static {
    let (sender, receiver) = mpsc::channel::<Piece>(MOST_WAITING);
    let (portion_sender, portion_receiver) = mpsc::channel::<store::Result<Vec<u8>>>(1);
    tokio::spawn(async move {
        for hash in portions {
            if portion_sender.send(files.get(&hash).await).await.is_err() {
                return;
            }
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(portion_receiver, &sender) {
            // A reader who sees this knows that the archive is not whole.
            let _ = sender.blocking_send(Err(error));
        }
    });
    stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) })
}

fn write(
    mut portions: mpsc::Receiver<store::Result<Vec<u8>>>,
    sender: &mpsc::Sender<Piece>,
) -> io::Result<()> {
    let outlet = Outlet { sender: sender.clone(), piece: Vec::with_capacity(PIECE) };
    let mut whole = ZipWriter::new_stream(outlet);
    while let Some(portion) = portions.blocking_recv() {
        let portion = portion.map_err(io::Error::other)?;
        let mut portion = ZipArchive::new(Cursor::new(portion)).map_err(io::Error::other)?;
        for at in 0..portion.len() {
            let paper = portion.by_index_raw(at).map_err(io::Error::other)?;
            whole.raw_copy_file(paper).map_err(io::Error::other)?;
        }
    }
    whole.finish().map_err(io::Error::other)?.into_inner().flush()
}

/// Gathers small writes into pieces and hands them on.
struct Outlet {
    sender: mpsc::Sender<Piece>,
    piece: Vec<u8>,
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.sender.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
