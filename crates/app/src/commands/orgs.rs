//! `biblioset orgs import|export|template`: the registry as a workbook.

use std::path::{Path, PathBuf};

use access::{House, Scope, Settings};
use anyhow::{Context, Result, bail, ensure};
use clap::{Subcommand, ValueEnum};
use jiff::civil::Date;
use network::import::{ImportRefused, Imported, StoredDraft, accept, compared, record, vocabulary};
use network::store::{roll, touch_registry};
use network::{Author, Desk, Filter, open_data};
use roster::{Content, Decided, Decision, Draft, Fate, Problem};

use super::{DataArguments, Format};

#[derive(Subcommand)]
pub enum OrgsCommand {
    /// Загрузить организации из книги Excel; повторная загрузка обновляет записи
    Import {
        /// Книга .xlsx: наш образец или своя таблица с заголовками
        file: PathBuf,
        #[command(flatten)]
        data: DataArguments,
        /// Только показать, что изменится; ничего не сохранять
        #[arg(long)]
        dry_run: bool,
        /// День, с которого действуют новые наименования и муниципалитеты; по умолчанию сегодня
        #[arg(long)]
        day: Option<Date>,
        /// Что делать, если в реестре уже есть другое значение
        #[arg(long, value_enum, default_value_t)]
        conflicts: Conflicts,
        /// Загрузить остальное, если в некоторых строках ошибки
        #[arg(long)]
        skip_errors: bool,
        /// Вид вывода
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Выгрузить реестр на дату: .xlsx (можно загрузить обратно), .csv, .json, .geojson
    Export {
        #[command(flatten)]
        data: DataArguments,
        /// Дата ГГГГ-ММ-ДД; по умолчанию сегодня
        #[arg(long)]
        as_of: Option<Date>,
        /// Куда записать
        #[arg(long)]
        out: PathBuf,
    },
    /// Пустая книга для заполнения, со списками муниципалитетов и видов
    Template {
        #[command(flatten)]
        data: DataArguments,
        /// Куда записать
        #[arg(long)]
        out: PathBuf,
    },
}

/// What the file's value does to another value of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum Conflicts {
    /// Остановиться и показать
    #[default]
    Ask,
    /// Взять из файла
    File,
    /// Оставить как в реестре
    Registry,
}

pub async fn run(command: OrgsCommand) -> Result<()> {
    match command {
        OrgsCommand::Import { file, data, dry_run, day, conflicts, skip_errors, format } => {
            let house = data.open(Settings::default()).await?;
            let importing = Importing {
                day: day.unwrap_or_else(|| house.clock.today()),
                house: &house,
                conflicts,
                skip_errors,
                format,
            };
            importing.run(&file, dry_run).await
        }
        OrgsCommand::Export { data, as_of, out } => {
            let house = data.open(Settings::default()).await?;
            let day = as_of.unwrap_or_else(|| house.clock.today());
            write(&out, export(&house, day, &out).await?)
        }
        OrgsCommand::Template { data, out } => {
            let house = data.open(Settings::default()).await?;
            let roll = roll(&house.db).await?;
            let title = "Реестр организаций: образец для заполнения";
            let words = vocabulary(&roll, house.clock.today());
            write(&out, roster::workbook(Content { title, records: &[] }, &words)?)
        }
    }
}

fn write(out: &Path, bytes: Vec<u8>) -> Result<()> {
    std::fs::write(out, bytes).with_context(|| format!("не записать {}", out.display()))?;
    println!("Записано: {}", out.display());
    Ok(())
}

async fn export(house: &House, day: Date, out: &Path) -> Result<Vec<u8>> {
    let roll = roll(&house.db).await?;
    let (scope, filter, words) = (Scope::of_the_program(), Filter::on(day), &house.region.statuses);
    let open = || open_data::organisations(&roll, &scope, &filter, words);
    Ok(match out.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => {
            let (listed, _) = roll.all(&scope, &filter);
            let records: Vec<_> = listed.into_iter().map(|one| record(one, words, day)).collect();
            let title = format!("Реестр организаций на {}", ui::ru::date_of_year(day));
            roster::workbook(Content { title: &title, records: &records }, &vocabulary(&roll, day))?
        }
        Some("csv") => open_data::csv(&open()).into_bytes(),
        Some("json") => serde_json::to_vec_pretty(&open_data::json(day, &open()))?,
        Some("geojson") => serde_json::to_vec_pretty(&open_data::geojson(day, &open()))?,
        _ => bail!(
            "по окончанию имени {} не понять вид файла: нужно .xlsx, .csv, .json или .geojson",
            out.display()
        ),
    })
}

struct Importing<'a> {
    house: &'a House,
    day: Date,
    conflicts: Conflicts,
    skip_errors: bool,
    format: Format,
}

impl Importing<'_> {
    async fn run(&self, file: &Path, dry_run: bool) -> Result<()> {
        let house = self.house;
        let bytes = read(file)?;
        let words = vocabulary(&*roll(&house.db).await?, self.day);
        let mut stored = StoredDraft { reading: roster::read(&bytes, &words)?, decided: Vec::new() };
        let mut tx = house.db.begin().await?;
        touch_registry(&mut tx).await?;
        let roll = roll(&house.db).await?;
        let statuses = &house.region.statuses;
        stored.decided = self.decisions(&compared(&stored, &roll, statuses, self.day));
        let draft = compared(&stored, &roll, statuses, self.day);
        if dry_run {
            self.print(&draft, None)?;
            return self.verdict(&draft, &[]);
        }
        let (scope, desk, author) = (Scope::of_the_program(), Desk::of(house), Author::program());
        let done = accept(&mut tx, &desk, &scope, &roll, &draft, self.day, self.skip_errors, &author).await;
        match done {
            Ok(done) => {
                let what = format!(
                    "Загружен список организаций: новых {}, изменено {}, без изменений {}, пропущено {}",
                    done.added, done.changed, done.same, done.skipped
                );
                let name =
                    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                desk.note(&mut tx, &author, "registry_draft.accepted", ("registry_draft", &name), &what)
                    .await?;
                tx.commit().await?;
                self.print(&draft, Some(done))
            }
            Err(ImportRefused::Rows(problems)) => {
                drop(tx);
                self.print(&Draft { problems: problems.clone(), ..draft.clone() }, None)?;
                self.verdict(&draft, &problems)
            }
            Err(ImportRefused::Network(error)) => Err(error.into()),
            Err(_) => {
                drop(tx);
                self.print(&draft, None)?;
                self.verdict(&draft, &[])
            }
        }
    }

    /// The same decision for every difference, when the command line says which.
    fn decisions(&self, draft: &Draft) -> Vec<Decided> {
        let decision = match self.conflicts {
            Conflicts::Ask => return Vec::new(),
            Conflicts::File => Decision::File,
            Conflicts::Registry => Decision::Registry,
        };
        let open = draft.differences().filter(|(_, one)| one.decision == Decision::Open);
        open.map(|(line, one)| Decided {
            row: line.row,
            what: one.what,
            registry: one.registry.clone(),
            decision,
        })
        .collect()
    }

    /// What stands in the way ends the command with a code other than 0.
    fn verdict(&self, draft: &Draft, refused: &[Problem]) -> Result<()> {
        ensure!(refused.is_empty(), "реестр не принял строк: {}. Ничего не сохранено", refused.len());
        ensure!(
            draft.problems.is_empty() || self.skip_errors,
            "ошибок: {}. Исправьте их в файле или повторите с --skip-errors; ничего не сохранено",
            draft.problems.len()
        );
        ensure!(
            draft.open() == 0,
            "расхождений без решения: {}. Решите о каждом на странице /network/import или повторите с --conflicts file или --conflicts registry; ничего не сохранено",
            draft.open()
        );
        Ok(())
    }

    fn print(&self, draft: &Draft, done: Option<Imported>) -> Result<()> {
        let count = |fits: fn(&Fate) -> bool| draft.count(fits);
        let new = count(|fate| *fate == Fate::New);
        let same = count(|fate| matches!(fate, Fate::Same { .. }));
        let changed = count(|fate| matches!(fate, Fate::Changed { .. }));
        let refused = count(|fate| *fate == Fate::Refused);
        if self.format == Format::Json {
            let told = serde_json::json!({
                "day": self.day, "new": new, "same": same, "changed": changed, "refused": refused,
                "open": draft.open(), "problems": draft.problems, "remarks": draft.remarks, "lines": draft.lines,
                "imported": done,
            });
            println!("{}", serde_json::to_string_pretty(&told)?);
            return Ok(());
        }
        println!("Строк: новых {new}, с изменениями {changed}, без изменений {same}, с ошибками {refused}.");
        for one in &draft.problems {
            let column = if one.column.is_empty() {
                String::new()
            } else {
                format!(", столбец «{}»", one.column)
            };
            println!("! лист «{}», строка {}{column}: {} {}", one.sheet, one.row, one.reason, one.next);
        }
        for (line, one) in draft.differences().filter(|(_, one)| !one.fills_a_blank) {
            let decision = match one.decision {
                Decision::Open => "без решения",
                Decision::Registry => "остаётся в реестре",
                Decision::File | Decision::Correct => "берётся из файла",
            };
            println!(
                "≠ строка {}, {}: в реестре «{}», в файле «{}» — {decision}",
                line.row,
                one.what.title(),
                one.registry,
                one.file
            );
        }
        for remark in &draft.remarks {
            println!("  {remark}");
        }
        if let Some(done) = done {
            println!(
                "Загружено: новых {}, изменено {}, без изменений {}, пропущено {}.",
                done.added, done.changed, done.same, done.skipped
            );
        }
        Ok(())
    }
}

/// The size is looked at before anything is read into memory.
fn read(file: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(file).with_context(|| format!("файл {} не открыть", file.display()))?.len();
    ensure!(
        size <= u64::try_from(roster::MAX_FILE_BYTES).unwrap_or(u64::MAX),
        "файл {} больше 20 МБ",
        file.display()
    );
    std::fs::read(file).with_context(|| format!("файл {} не прочитать", file.display()))
}
