//! `biblioset form check|convert|fill`: questionnaires without a server. The shapes of JSON are in crates/forms/README.md.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use forms::engine::{DataTable, Inputs, Model, Outcome, Record, Session};
use forms::{Form, Problem, Problems, Refusal, Severity};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::Format;

#[derive(Subcommand)]
pub enum FormCommand {
    /// Проверить форму: что не так, в какой строке и столбце, что сделать
    Check {
        /// Форма: .xlsx, .xls, .csv, таблица Markdown, .json, .yaml (вид узнаётся по содержанию)
        file: PathBuf,
        /// Вид вывода
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Перевести форму в другой вид
    Convert {
        /// Форма
        file: PathBuf,
        /// Во что: XForm для ODK Collect, книга XLSForm, JSON, YAML
        #[arg(long, value_enum)]
        to: Target,
        /// Куда записать; по умолчанию — на экран
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Заполнить форму ответами и показать, что вышло: видимость вопросов, ошибки, предупреждения, вычисленное
    Fill {
        /// Форма
        file: PathBuf,
        /// Ответы: JSON, вложенный как форма
        #[arg(long)]
        answers: PathBuf,
        /// Ответы прошлого периода, для prev()
        #[arg(long)]
        previous: Option<PathBuf>,
        /// Последняя сохранённая запись, для ${last-saved#…}
        #[arg(long)]
        last_saved: Option<PathBuf>,
        /// Сведения об организации, для profile(): объект JSON
        #[arg(long)]
        profile: Option<PathBuf>,
        /// Приложенная таблица CSV, для pulldata() и select_one_from_file; можно несколько
        #[arg(long)]
        table: Vec<PathBuf>,
        /// Какой день считать сегодняшним, ГГГГ-ММ-ДД
        #[arg(long)]
        today: Option<Date>,
        /// Затравка случайного: при одной затравке всё повторяется
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Язык подписей и сообщений, как он назван в форме
        #[arg(long, default_value = "")]
        language: String,
        /// Вид вывода
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    Xform,
    Xlsform,
    Json,
    Yaml,
}

pub fn run(command: FormCommand) -> Result<()> {
    match command {
        FormCommand::Check { file, format } => check(&file, format),
        FormCommand::Convert { file, to, out } => convert(&file, to, out.as_deref()),
        FormCommand::Fill {
            file,
            answers,
            previous,
            last_saved,
            profile,
            table,
            today,
            seed,
            language,
            format,
        } => {
            let inputs = inputs(today, seed, language, profile.as_deref(), &table)?;
            let read = |path: &Option<PathBuf>| path.as_deref().map(read_json).transpose();
            let (answers, previous, saved) = (read_json(&answers)?, read(&previous)?, read(&last_saved)?);
            let record =
                Record { answers: Some(&answers), previous: previous.as_ref(), last_saved: saved.as_ref() };
            print_outcome(&fill(&file, inputs, &record)?, format)
        }
    }
}

fn read_form(file: &Path) -> Result<Result<Form, Refusal>> {
    let size = std::fs::metadata(file).with_context(|| format!("файл {} не открыть", file.display()))?.len();
    anyhow::ensure!(
        size <= u64::try_from(forms::workbook::MAX_FILE_BYTES)?,
        "файл {} больше 20 МБ: это не похоже на форму",
        file.display()
    );
    let bytes = std::fs::read(file).with_context(|| format!("файл {} не прочитать", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Form::read(&bytes, &name))
}

fn check(file: &Path, format: Format) -> Result<()> {
    let read = read_form(file)?;
    // What can be said only when the XForm is written belongs to the check too.
    let written = read.as_ref().ok().map(forms::to_xform);
    let mut problems = match (&read, written) {
        (Err(refusal), _) => refusal.problems.clone(),
        (Ok(form), Some(Err(refusal))) => [form.problems.clone(), refusal.problems].concat(),
        (Ok(form), _) => form.problems.clone(),
    };
    problems.sort_by_key(|problem| problem.severity);
    let count = |severity: Severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (errors, formulas, warnings) =
        (count(Severity::Error), count(Severity::Formula), count(Severity::Warning));
    match format {
        Format::Json => {
            let form = read.as_ref().ok().map(|form| {
                let questions = form.elements.iter().filter(|one| one.kind == forms::form::Kind::Question && one.row > 0);
                json!({ "id": form.id, "title": form.title, "version": form.setting("version"), "questions": questions.count() })
            });
            let said = json!({
                "accepted": errors == 0,
                "fillable": errors + formulas == 0,
                "form": form,
                "problems": problems,
            });
            println!("{}", serde_json::to_string_pretty(&said)?);
        }
        Format::Text => {
            print_problems(&problems);
            println!("Ошибок: {errors}, ошибок в формулах: {formulas}, предупреждений: {warnings}.");
        }
    }
    if errors + formulas > 0 {
        bail!("форма {} не принята: исправьте названное выше", file.display());
    }
    Ok(())
}

fn print_problems(problems: &[Problem]) {
    for problem in problems {
        println!("{problem}");
    }
}

fn convert(file: &Path, to: Target, out: Option<&Path>) -> Result<()> {
    let form = read_form(file)??;
    let bytes = match to {
        Target::Xform => forms::to_xform(&form)?.into_bytes(),
        Target::Xlsform => forms::export::to_xlsx(&form.source).context("книга Excel")?,
        Target::Json => form.source.to_json()?.into_bytes(),
        Target::Yaml => form.source.to_yaml()?.into_bytes(),
    };
    for problem in form.problems.iter().filter(|problem| problem.severity == Severity::Formula) {
        eprintln!("{problem}");
    }
    match out {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("не записать {}", path.display())),
        None => std::io::stdout().write_all(&bytes).context("вывод"),
    }
}

fn fill(file: &Path, inputs: Inputs, record: &Record<'_>) -> Result<Outcome> {
    let form = read_form(file)??;
    let faults: Vec<String> = form
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Formula)
        .map(ToString::to_string)
        .collect();
    if !faults.is_empty() {
        bail!("форму нельзя заполнить:\n  {}", faults.join("\n  "));
    }
    let model = Arc::new(Model::new(&form, &mut Problems::default()));
    let (session, unplaced) = Session::with_answers(model, inputs, record);
    Ok(session.outcome(&unplaced))
}

fn inputs(
    today: Option<Date>,
    seed: u64,
    language: String,
    profile: Option<&Path>,
    tables: &[PathBuf],
) -> Result<Inputs> {
    let zone =
        crate::regions::load(crate::regions::default_code())?.region.tz().context("часовой пояс региона")?;
    let clock = jiff::Timestamp::now().to_zoned_datetime(zone);
    let now = match today {
        Some(day) => day.to_datetime(jiff::civil::time(12, 0, 0, 0)),
        None => clock.datetime(),
    };
    let mut inputs =
        Inputs { now, offset_minutes: clock.offset().seconds() / 60, seed, language, ..Inputs::default() };
    if let Some(path) = profile {
        let Json::Object(values) = read_json(path)? else {
            bail!("{}: нужен объект JSON", path.display())
        };
        inputs.profile = values
            .into_iter()
            .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
    }
    for path in tables {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = std::fs::read(path).with_context(|| format!("файл {} не прочитать", path.display()))?;
        let table = DataTable::from_csv(&bytes).with_context(|| format!("таблица {}", path.display()))?;
        inputs.tables.insert(name, table);
    }
    Ok(inputs)
}

fn read_json(path: &Path) -> Result<Json> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("файл {} не прочитать", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}: это не JSON", path.display()))
}

fn print_outcome(outcome: &Outcome, format: Format) -> Result<()> {
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(outcome)?);
        return Ok(());
    }
    println!("{} ({})", outcome.form.title, outcome.form.id);
    for error in &outcome.errors {
        println!("Ошибка, {}: {}", error.path, error.message);
    }
    for warning in &outcome.warnings {
        let explained =
            warning.explanation.as_ref().map_or_else(String::new, |text| format!(" Пояснение: {text}"));
        println!("Предупреждение, {}: {}{explained}", warning.path, warning.message);
    }
    for (path, value) in &outcome.computed {
        println!("{path} = {value}");
    }
    println!("{}", if outcome.valid { "Ответы приняты." } else { "Ответы не приняты." });
    Ok(())
}
