//! What the program can be told to do, one file a command.

mod backup;
mod bench;
mod check;
mod demo;
mod form;
mod geo;
mod incident;
mod keys;
mod orgs;
mod people;
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
    /// Анкеты XLSForm: проверка, перевод в другие виды, заполнение
    #[command(subcommand)]
    Form(form::FormCommand),
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
    /// Люди: выгрузка сведений о человеке, сроки хранения
    #[command(subcommand)]
    People(people::PeopleCommand),
    /// Ключи, которыми зашифрованы сведения ограниченного доступа
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Утечка: кто, когда и чьи персональные данные открывал
    #[command(subcommand)]
    Incident(incident::IncidentCommand),
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

/// How letters go out, and where the links in them lead.
#[derive(Args, Clone)]
pub struct MailArguments {
    /// Почтовый сервер: `smtp://логин:пароль@сервер:587` (STARTTLS) или `smtps://…:465`; лучше переменной, чем ключом
    #[arg(long, env = "BIBLIOSET_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// От кого письма
    #[arg(long, env = "BIBLIOSET_MAIL_FROM")]
    mail_from: Option<String>,
    /// Сертификат (PEM), которым заверен почтовый сервер, если он не из общеизвестных
    #[arg(long, env = "BIBLIOSET_SMTP_CA")]
    smtp_ca: Option<PathBuf>,
    /// Адрес программы снаружи, с которого начинаются ссылки в письмах: `https://biblioset.example.org`
    #[arg(long, env = "BIBLIOSET_PUBLIC_URL")]
    public_url: Option<String>,
}

impl MailArguments {
    pub(crate) fn settings(&self) -> Result<mail::Settings> {
        let Some(address) = &self.smtp_url else { return Ok(mail::Settings::nowhere()) };
        let mut server = mail::Server::parse(address)?;
        if let Some(file) = &self.smtp_ca {
            let pem = std::fs::read(file).with_context(|| format!("файл {} не прочитан", file.display()))?;
            server = server.trusting(&pem)?;
        }
        let from = self
            .mail_from
            .as_deref()
            .context("укажите, от кого письма: --mail-from или BIBLIOSET_MAIL_FROM")?;
        anyhow::ensure!(
            self.public_url.is_some(),
            "укажите адрес программы для ссылок в письмах: --public-url или BIBLIOSET_PUBLIC_URL"
        );
        Ok(mail::Settings::to_server(server, from)?)
    }

    /// What links begin with; without a setting, the address that is listened on.
    pub(crate) fn public_url(&self, listen: std::net::SocketAddr) -> Result<String> {
        let Some(url) = &self.public_url else { return Ok(crate::server::local_url(listen)) };
        let url = url.trim_end_matches('/');
        let is_plain = !url.contains(char::is_whitespace) && !url.contains(['?', '#', '<', '>']);
        anyhow::ensure!(
            is_plain && (url.starts_with("https://") || url.starts_with("http://")),
            "адрес программы снаружи начинается с https:// и не содержит пробелов и параметров"
        );
        Ok(url.to_owned())
    }
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
        settings.sealing_keys = access::SealingKeys::of_folder(&self.keys()).context("ключи для секретов")?;
        settings.keys_folder = Some(self.keys());
        settings.search_folder = Some(self.data.join("search"));
        let (db, files) = self.open_storage().await?;
        crate::rooms::migrate(&db).await.context("таблицы не удалось привести к нужному виду")?;
        access::audit::begin(&db, &settings.audit_key, clock.now()).await.context("журнал не начат")?;
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
            Command::Form(command) => form::run(command),
            Command::Orgs(command) => orgs::run(command).await,
            Command::Geo(command) => geo::run(command).await,
            Command::User(command) => user::run(command).await,
            Command::Backup(arguments) => backup::run(arguments).await,
            Command::Restore(arguments) => restore::run(arguments).await,
            Command::Check(arguments) => check::run(arguments).await,
            Command::People(command) => people::run(command).await,
            Command::Keys(command) => keys::run(command).await,
            Command::Incident(command) => incident::run(command).await,
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

/// Writes a new file with personal data: nobody but its owner reads it.
pub(crate) fn write_private(file: &std::path::Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut opened = options.open(file).with_context(|| format!("файл {}", file.display()))?;
    opened
        .write_all(bytes)
        .and_then(|()| opened.sync_all())
        .with_context(|| format!("файл {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(smtp_url: &str, mail_from: &str, public_url: &str) -> MailArguments {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        MailArguments {
            smtp_url: given(smtp_url),
            mail_from: given(mail_from),
            smtp_ca: None,
            public_url: given(public_url),
        }
    }

    #[test]
    fn without_a_server_letters_wait_and_with_one_everything_it_needs_is_asked_for() {
        let nothing = arguments("", "", "").settings().unwrap();
        assert!(matches!(nothing.way, mail::Way::Nowhere));
        let server = "smtps://biblioset:secret@post.example";
        let told = |from: &str, url: &str| arguments(server, from, url).settings().unwrap_err().to_string();
        assert!(told("", "https://biblioset.example").contains("--mail-from"));
        assert!(told("biblioset@house.example", "").contains("--public-url"));
        assert!(told("не адрес", "https://biblioset.example").contains("обратный адрес"));
        let whole = arguments(server, "Библиосеть <biblioset@house.example>", "https://biblioset.example");
        assert!(matches!(whole.settings().unwrap().way, mail::Way::Server(_)));
    }

    #[test]
    fn links_begin_with_the_address_from_outside() {
        let listen = "127.0.0.1:8080".parse().unwrap();
        let url = |text: &str| arguments("", "", text).public_url(listen);
        assert_eq!(url("").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(crate::server::local_url("0.0.0.0:80".parse().unwrap()), "http://127.0.0.1:80");
        assert_eq!(url("https://biblioset.example/").unwrap(), "https://biblioset.example");
        for wrong in ["biblioset.example", "ftp://biblioset.example", "https://a b", "https://a.example/?x=1"]
        {
            assert!(url(wrong).is_err(), "{wrong}");
        }
    }
}
