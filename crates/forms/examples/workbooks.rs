//! Workbooks of the regions' questionnaires from their Markdown sources: `cargo xtask forms`.

use std::path::Path;

fn main() {
    let regions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions");
    for region in std::fs::read_dir(regions).expect("regions/ is there").flatten() {
        let Ok(files) = std::fs::read_dir(region.path().join("forms")) else { continue };
        let files = files.flatten().map(|file| file.path());
        for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "md")) {
            let bytes = std::fs::read(&file).expect("a file");
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            match forms::Form::read(&bytes, &name) {
                Ok(form) => {
                    let book = forms::export::to_xlsx(&form.source).expect("a workbook");
                    std::fs::write(file.with_extension("xlsx"), book).expect("a place to write");
                    println!(
                        "{}: {} строк",
                        file.with_extension("xlsx").display(),
                        form.source.survey.rows.len()
                    );
                }
                Err(refusal) => {
                    eprintln!("{}: {refusal}", file.display());
                    std::process::exit(1);
                }
            }
        }
    }
}
