//! What the program can be told to do, one file a command.

mod backup;
mod bench;
mod check;
mod demo;
mod geo;
mod orgs;
mod restore;
mod roadmap;
mod serve;
mod user;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(name = "biblioset", version, about = "Библиосеть: дорожная карта, которая исполняется сама")]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Демонстрация: данные региона, учётные записи для каждой роли, ничего устанавливать не нужно
    Demo(demo::DemoArguments),
    /// Рабочий сервер
    Serve(serve::ServeArguments),
    /// Дорожная карта: загрузка из файла и отчёт об исполнении
    #[command(subcommand)]
    Roadmap(roadmap::RoadmapCommand),
    /// Организации сети: загрузка из Excel, выгрузка, образец
    #[command(subcommand)]
    Orgs(orgs::OrgsCommand),
    /// Границы муниципалитетов
    #[command(subcommand)]
    Geo(geo::GeoCommand),
    /// Учётные записи
    #[command(subcommand)]
    User(user::UserCommand),
    /// Резервная копия всех данных одним файлом; сервер при этом работает
    Backup(backup::BackupArguments),
    /// Восстановление из резервной копии
    Restore(restore::RestoreArguments),
    /// Проверка: цела ли база, файлы и журнал действий
    Check(check::CheckArguments),
    /// Замер скорости страниц на данных демонстрации
    Bench(bench::BenchArguments),
}

/// Where the data lies: a folder with SQLite and files, or a PostgreSQL address and a folder for files.
#[derive(Args, Clone)]
pub struct DataArguments {
    /// Папка с данными: база `SQLite` и файлы
    #[arg(long, env = "BIBLIOSET_DATA", default_value = "biblioset-data")]
    data: PathBuf,
    /// Адрес базы PostgreSQL (<postgres://>…); без него данные хранит `SQLite` в папке
    #[arg(long, env = "BIBLIOSET_DATABASE")]
    database: Option<String>,
    /// Регион: код встроенного набора или папка с файлом region.yaml
    #[arg(long, env = "BIBLIOSET_REGION", default_value = crate::regions::default_code())]
    region: String,
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum Format {
    #[default]
    Text,
    Json,
}

impl DataArguments {
    /// Where the keys lie: beside the data, never in the database and never in a backup.
    pub(crate) fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// Opens the data, brings its tables up to date and loads the region's municipalities and bodies where they are missing.
    pub async fn open(&self, settings: access::Settings) -> Result<access::House> {
        let region = crate::regions::load(&self.region)?;
        let zone = region.region.tz().context("часовой пояс региона")?;
        self.open_with(region, store::Clock::system(zone), settings).await
    }

    /// The database and the files as they are, nothing brought up to date.
    pub(crate) async fn open_storage(&self) -> Result<(store::Db, store::Files)> {
        let db = match &self.database {
            Some(url) => store::Db::open_postgres(url).await.context("база PostgreSQL не открылась")?,
            None => store::Db::open_folder(&self.data)
                .await
                .with_context(|| format!("база в папке {} не открылась", self.data.display()))?,
        };
        let files = store::Files::in_folder(&self.data.join("files")).context("папка файлов")?;
        Ok((db, files))
    }

    /// Whether there is something to open: a mistyped folder is an error, not an empty database.
    pub(crate) fn must_exist(&self) -> Result<()> {
        anyhow::ensure!(
            self.database.is_some() || self.data.join("biblioset.db").is_file(),
            "в папке {} нет данных Библиосети: проверьте --data",
            self.data.display()
        );
        Ok(())
    }

    pub(crate) async fn open_with(
        &self,
        region: std::sync::Arc<region::RegionPack>,
        clock: store::Clock,
        mut settings: access::Settings,
    ) -> Result<access::House> {
        settings.audit_key = access::audit::AuditKey::of_folder(&self.keys()).context("ключ журнала")?;
        settings.keys_folder = Some(self.keys());
        settings.search_folder = Some(self.data.join("search"));
        let (db, files) = self.open_storage().await?;
        crate::rooms::migrate(&db).await.context("таблицы не удалось привести к нужному виду")?;
        let house = crate::rooms::house(db, files, clock, region, settings);
        crate::demo::load_region(&house).await?;
        Ok(house)
    }
}

/// Runs a command to its end.
pub fn run(arguments: Arguments) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("не запустились рабочие потоки")?;
    runtime.block_on(async {
        match arguments.command {
            Command::Demo(arguments) => demo::run(arguments).await,
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Roadmap(command) => roadmap::run(command).await,
            Command::Orgs(command) => orgs::run(command).await,
            Command::Geo(command) => geo::run(command).await,
            Command::User(command) => user::run(command).await,
            Command::Backup(arguments) => backup::run(arguments).await,
            Command::Restore(arguments) => restore::run(arguments).await,
            Command::Check(arguments) => check::run(arguments).await,
            Command::Bench(arguments) => bench::run(arguments).await,
        }
    })
}

/// JSON lines on standard error; `BIBLIOSET_LOG` takes a filter such as `info,sqlx=warn`.
pub(crate) fn start_logging(default_filter: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("BIBLIOSET_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default_filter));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
