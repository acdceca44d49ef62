//! `biblioset serve`: the working server.

use std::net::{IpAddr, SocketAddr};

use access::Settings;
use anyhow::Result;
use clap::Args;

use super::{DataArguments, MailArguments};

#[derive(Args)]
pub struct ServeArguments {
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    mail: MailArguments,
    /// Адрес и порт
    #[arg(long, env = "BIBLIOSET_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Адрес счётчиков /metrics (держите его внутри машины)
    #[arg(long, env = "BIBLIOSET_METRICS", default_value = "127.0.0.1:9180")]
    metrics: SocketAddr,
    /// Адрес HTTPS-прокси перед сервером; его заголовку `X-Forwarded-For` верят. Можно повторять
    #[arg(long = "proxy", env = "BIBLIOSET_PROXY", value_delimiter = ',', default_values = ["127.0.0.1", "::1"])]
    proxies: Vec<IpAddr>,
    /// Разрешить вход без HTTPS: только для проверки на этой машине
    #[arg(long)]
    insecure_cookies: bool,
}

pub async fn run(arguments: ServeArguments) -> Result<()> {
    super::start_logging("info,sqlx=warn");
    let settings = Settings {
        secure_cookies: !arguments.insecure_cookies,
        mail: arguments.mail.settings()?,
        public_url: arguments.mail.public_url(arguments.listen)?,
        proxies: arguments.proxies,
        ..Settings::default()
    };
    let house = arguments.data.open(settings).await?;
    let listener = crate::server::listen(arguments.listen).await?;
    crate::server::serve(house, listener, Some(arguments.metrics), |address| {
        println!("Библиосеть работает: http://{address}/ (снаружи — через HTTPS-прокси)");
    })
    .await
}
