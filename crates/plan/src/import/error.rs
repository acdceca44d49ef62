//! Why a file is not taken: what happened, why, what to do next.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error(
        "Файл больше 20 МБ. План — это несколько страниц: уберите из файла рисунки и сканы и сохраните снова."
    )]
    TooLarge,
    #[error("Файл пуст. Проверьте, тот ли файл выбран, и сохраните его ещё раз.")]
    Empty,
    #[error(
        "Архив внутри файла распаковывается до чрезмерного размера, поэтому файл не открыт. Сохраните документ заново в Word или Excel."
    )]
    ZipBomb,
    #[error("Файл зашифрован паролем. Снимите пароль и сохраните файл снова.")]
    Encrypted,
    #[error("Это файл старого образца (.doc или .xls). Откройте его и сохраните как .docx или .xlsx.")]
    OldFormat,
    #[error("В файле есть макросы, такие файлы не принимаются. Сохраните его без макросов: .docx или .xlsx.")]
    Macros,
    #[error(
        "Расширение «.{extension}» не соответствует содержимому: внутри {content}. Сохраните файл заново с верным расширением."
    )]
    ContentMismatch { extension: String, content: &'static str },
    #[error("Такой вид файла не читается. Подходят .docx, .xlsx, .csv, .txt и .yaml.")]
    UnsupportedFormat,
    #[error("Файл повреждён и не открывается. Откройте его в Word или Excel и сохраните ещё раз.")]
    Damaged,
    #[error(
        "Разметка внутри файла нарушена или содержит недопустимые объявления. Откройте файл в Word или Excel и сохраните ещё раз."
    )]
    BadXml,
    #[error("В таблице слишком много ячеек. Оставьте в файле только план мероприятий.")]
    TooManyCells,
    #[error("В таблицах больше 3000 строк: это не план на год. Оставьте в файле только план мероприятий.")]
    TooManyRows,
    #[error(
        "Одна из ячеек таблицы длиннее пятидесяти страниц текста. Оставьте в таблице только мероприятия плана."
    )]
    TooLongCell,
    #[error(
        "Текста в таблицах больше четырёх мегабайт: это не план на год. Оставьте в файле только план мероприятий."
    )]
    TooMuchText,
    #[error(
        "Разбор файла потребовал слишком много вычислений и остановлен. Оставьте в файле только план мероприятий, без повторов и вставленных таблиц."
    )]
    TooMuchWork,
    #[error("В файле нет таблицы с мероприятиями. Нужна таблица с графами: мероприятие, срок, исполнители.")]
    NoTable,
    #[error("Файл YAML не прочитан: {0}. Исправьте указанное место.")]
    Yaml(String),
}

impl From<office::Refused> for ImportError {
    fn from(refused: office::Refused) -> Self {
        use office::Refused;
        match refused {
            Refused::TooLarge => Self::TooLarge,
            Refused::Empty => Self::Empty,
            Refused::ZipBomb => Self::ZipBomb,
            Refused::Encrypted => Self::Encrypted,
            Refused::OldFormat => Self::OldFormat,
            Refused::Macros => Self::Macros,
            Refused::Unsupported => Self::UnsupportedFormat,
            Refused::Damaged => Self::Damaged,
            Refused::TooManyCells => Self::TooManyCells,
        }
    }
}
