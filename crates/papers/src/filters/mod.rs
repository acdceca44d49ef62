//! Filters of templates: Russian for what was typed as data. The same ones in default layouts and in the office's own.

mod numbers;
mod sentences;

use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};
pub(crate) use numbers::printed;
use russian::{Case, Certainty};

/// A form that rules made and a person should look at before it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub given: String,
    pub form: String,
}

const BLANK: &str = "[впишите: ";

/// A mark where something is not known: it is seen on the paper, and no rule declines it.
pub fn blank(what: &str) -> String {
    format!("{BLANK}{what}]")
}

pub(crate) type Doubts = Arc<Mutex<Vec<Doubt>>>;

/// Every filter a template may use, with what it does: for the page beside a template.
pub const FILTERS: [(&str, &str); 33] = [
    ("date", "5 марта 2024 г."),
    ("date_full", "5 марта 2024 года"),
    ("date_short", "05.03.2024"),
    ("date_in_words", "пятого марта две тысячи двадцать четвёртого года"),
    ("in_words", "число прописью: двадцать один"),
    ("money", "1 250 рублей 00 копеек (Одна тысяча двести пятьдесят рублей)"),
    ("decimal", "число с запятой: 81,5"),
    ("genitive", "родительный падеж лица, должности или организации"),
    ("dative", "дательный падеж"),
    ("accusative", "винительный падеж"),
    ("instrumental", "творительный падеж"),
    ("prepositional", "предложный падеж"),
    ("initials", "Демонова А. С."),
    ("initials_first", "А. С. Демонова"),
    ("plural", "слово при числе: {{ n | plural(\"час\", \"часа\", \"часов\") }}"),
    ("upper", "ПРОПИСНЫЕ"),
    ("lower", "строчные"),
    ("capitalise", "Первая прописная"),
    ("sentence", "предложение: с прописной буквы и с одной точкой в конце"),
    ("stop", "одна точка в конце, если её нет"),
    ("phrase", "часть предложения: без точки в конце"),
    ("title", "заголовок: с прописной буквы, без точки в конце"),
    ("quotes", "«ёлочки» вместо прямых кавычек"),
    ("quoted", "название в кавычках: «Проект „Карта“»"),
    ("with", "через запятую с другим, если есть оба: {{ лицо.full | with(лицо.post) }}"),
    ("starting", "начинается с этих слов: {{ control | starting(\"на\") }}"),
    ("by_hand", "вместо пустого – черта, чтобы вписать от руки"),
    ("total", "сумма по записям списка: {{ список | total(\"all\") }}"),
    ("plus", "сумма чисел: {{ число | plus(другое) }}"),
    ("length", "сколько записей в списке"),
    ("join", "записи через запятую: {{ список | join(\", \") }}"),
    ("majority_of", "больше ли половины: {{ n | majority_of(всего) }}"),
    ("default", "что печатать вместо пустого"),
];

/// What a filter costs in steps of the engine, which knows of bytes and calls only: a declined name looks through tables of
/// endings, about as long as two hundred steps; a date or a number is spelled out in some dozens.
const DECLINED: u64 = 250;
const SPELLED: u64 = 40;

/// Nobody looks through more; a template could otherwise invent them without end.
const MOST_DOUBTS: usize = 200;

pub(crate) fn add(env: &mut Environment<'_>, doubts: &Doubts) {
    for (name, case) in [
        ("genitive", Case::Genitive),
        ("dative", Case::Dative),
        ("accusative", Case::Accusative),
        ("instrumental", Case::Instrumental),
        ("prepositional", Case::Prepositional),
    ] {
        let doubts = Arc::clone(doubts);
        env.add_filter(name, move |state: &State<'_, '_>, value: &Value| {
            state.consume_fuel(DECLINED + 2 * length(value))?;
            Ok::<_, Error>(in_case(value, case, &doubts))
        });
    }
    spelled(env, "date", |value| with_date(value, russian::date_of_paper));
    spelled(env, "date_full", |value| with_date(value, russian::date_of_year));
    spelled(env, "date_short", |value| with_date(value, russian::date_short));
    spelled(env, "date_in_words", |value| {
        with_date(value, |day| russian::date_in_words(day, Case::Genitive))
    });
    spelled(env, "initials", |value| person(value, russian::initials));
    spelled(env, "initials_first", |value| person(value, russian::initials_first));
    spelled(env, "upper", |value| text(value).map(|text| text.to_uppercase()));
    spelled(env, "lower", |value| text(value).map(|text| text.to_lowercase()));
    spelled(env, "capitalise", |value| text(value).map(|text| russian::capitalised(&text)));
    env.add_filter("length", |value: &Value| {
        value.len().ok_or_else(|| refused("фильтр length считает записи списка"))
    });
    env.add_filter("join", |items: Serde<Vec<String>>, between: String| items.0.join(&between));
    env.add_filter(
        "default",
        |value: &Value, other: &Value| {
            if value.is_true() { value.clone() } else { other.clone() }
        },
    );
    numbers::add(env);
    sentences::add(env);
}

/// A filter that makes a text of one value, at its price.
fn spelled(
    env: &mut Environment<'_>,
    name: &'static str,
    show: impl Fn(&Value) -> Result<String, Error> + Send + Sync + 'static,
) {
    env.add_filter(name, move |state: &State<'_, '_>, value: &Value| {
        state.consume_fuel(SPELLED + length(value) / 8)?;
        show(value)
    });
}

/// How many bytes a filter will go through: of a text, or of the parts of a person or an organisation.
fn length(value: &Value) -> u64 {
    let of_text = |value: &Value| value.as_str().map_or(0, |text| text.len() as u64);
    let parts = ["surname", "name", "patronymic"].iter().filter_map(|part| value.get_attr(part).ok());
    of_text(value) + parts.map(|part| of_text(&part)).sum::<u64>()
}

fn text(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Map | ValueKind::Seq | ValueKind::Iterable => {
            Err(refused("этот фильтр меняет текст, а не список или запись: укажите одно из полей"))
        }
        _ => Ok(value.to_string()),
    }
}

fn refused(text: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, text)
}

/// An empty value stays empty: an optional date that nobody typed prints nothing.
fn with_date(value: &Value, show: impl Fn(Date) -> String) -> Result<String, Error> {
    let text = value.to_string();
    if text.trim().is_empty() || text.starts_with(BLANK) {
        return Ok(text.trim().to_owned());
    }
    let day = text.trim().parse::<Date>().map_err(|_| refused(format!("«{text}» – не дата")))?;
    Ok(show(day))
}

fn part(value: &Value, name: &str) -> String {
    value
        .get_attr(name)
        .ok()
        .filter(|part| !part.is_undefined())
        .map(|part| part.to_string())
        .unwrap_or_default()
}

fn is_person(value: &Value) -> bool {
    value.get_attr("surname").is_ok_and(|part| !part.is_undefined())
}

fn person(value: &Value, show: fn(&str, &str, &str) -> String) -> Result<String, Error> {
    if !is_person(value) {
        return Err(refused("инициалы бывают у лица: укажите поле целиком, например signatory"));
    }
    Ok(show(&part(value, "surname"), &part(value, "name"), &part(value, "patronymic")))
}

fn in_case(value: &Value, case: Case, doubts: &Doubts) -> String {
    let said = if is_person(value) { part(value, "surname") } else { value.to_string() };
    if said.starts_with(BLANK) {
        return said;
    }
    let (given, form, certainty) = if is_person(value) {
        let (surname, name, patronymic) =
            (part(value, "surname"), part(value, "name"), part(value, "patronymic"));
        let declined = russian::person(&surname, &name, &patronymic, case);
        (format!("{surname} {name} {patronymic}"), declined.full(), declined.certainty)
    } else {
        let text =
            value.get_attr("name").ok().filter(|name| !name.is_undefined()).unwrap_or_else(|| value.clone());
        let text = text.to_string();
        let as_post = russian::post(&text, case);
        let declined =
            if as_post.certainty == Certainty::Sure { as_post } else { russian::organisation(&text, case) };
        (text, declined.text, declined.certainty)
    };
    if certainty == Certainty::Check && !given.trim().is_empty() {
        let doubt = Doubt { given: given.trim().to_owned(), form: form.clone() };
        if let Ok(mut doubts) = doubts.lock()
            && doubts.len() < MOST_DOUBTS
            && !doubts.contains(&doubt)
        {
            doubts.push(doubt);
        }
    }
    form
}
