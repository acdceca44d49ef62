//! What a paper has besides its kind's fields: the mark of a draft, the mark of an electronic signature, the code by which it
//! is checked, its charts. Every template may place them; all but charts are printed even by a template that does not.

use std::sync::LazyLock;

use serde_json::Value;

use super::tags::{Code, Tag};
use crate::kinds::{Field, FieldType};
use crate::model::{Chart, Element, Paper, Verification};
use crate::requisites::{code_caption, electronic_signature};

pub(super) const DRAFT_MARK: &str = "draft_mark";
pub(super) const CHECK_CODE: &str = "check_code";
const CHECK_ADDRESS: &str = "check_address";
/// Lines of the mark of an electronic signature.
pub(super) const SIGNATURE_MARK: &str = "signature_mark";
pub(super) const QR_CODE: &str = "qr_code";
const CHART: &str = "chart";
/// `chart`, `chart_2` and so on.
const MOST_CHARTS: usize = 9;

static FIELDS: LazyLock<[Field; 4]> = LazyLock::new(|| {
    let field = |name: &str, title: &str, example: &str| Field {
        name: name.to_owned(),
        title: title.to_owned(),
        kind: FieldType::Text,
        required: false,
        fields: Vec::new(),
        example: Value::from(example),
    };
    [
        field(DRAFT_MARK, "Отметка проекта; у зарегистрированного документа её нет", "ПРОЕКТ"),
        field(
            CHECK_CODE,
            "Код проверки; появляется при регистрации",
            "Проверить документ: код ABCD-EFGH-JK12",
        ),
        field(CHECK_ADDRESS, "Адрес страницы проверки", "https://example.org/verify/ABCD-EFGH-JK12"),
        field(
            SIGNATURE_MARK,
            "Отметка об электронной подписи; появляется при регистрации, если документ подписан ею",
            "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
        ),
    ]
});

/// Fields that every template has besides those of its kind.
pub fn requisite_fields() -> &'static [Field] {
    FIELDS.as_slice()
}

/// Pictures that a template places, each alone in a paragraph.
pub const PICTURES: [(&str, &str); 2] = [
    (QR_CODE, "QR-код проверки, один в своём абзаце"),
    (CHART, "диаграмма документа, одна в своём абзаце; вторая – chart_2"),
];

/// Which picture a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawn {
    QrCode,
    /// By its place in the paper, from 0.
    Chart(usize),
}

impl Drawn {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name.strip_prefix(CHART) {
            Some("") => return Some(Self::Chart(0)),
            Some(number) => {
                let number: usize = number.strip_prefix('_')?.parse().ok()?;
                return (2..=MOST_CHARTS).contains(&number).then_some(Self::Chart(number - 1));
            }
            None => {}
        }
        (name == QR_CODE).then_some(Self::QrCode)
    }
}

/// The name by which a template places the chart, counted from 0.
pub(crate) fn chart_name(place: usize) -> String {
    if place == 0 { CHART.to_owned() } else { format!("{CHART}_{}", place + 1) }
}

/// What a paper has of them.
#[derive(Debug, Default)]
pub(super) struct Requisites<'a> {
    is_draft: bool,
    pub(super) verification: Option<&'a Verification>,
    signature_mark: String,
    pub(super) charts: Vec<&'a Chart>,
}

impl<'a> Requisites<'a> {
    pub(super) fn of(paper: &'a Paper) -> Self {
        let mut charts = Vec::new();
        for block in paper.body.iter().chain(paper.annexes.iter().flat_map(|annex| &annex.body)) {
            block.visit(&mut |element| {
                if let Element::Chart(chart) = element {
                    charts.push(chart);
                }
            });
        }
        let signature_mark = paper.electronic_signature.as_ref().map(electronic_signature);
        Self {
            is_draft: paper.draft,
            verification: paper.verification.as_ref(),
            signature_mark: signature_mark.unwrap_or_default().join("\n"),
            charts,
        }
    }

    pub(super) fn values(&self) -> [(&'static str, &str); 4] {
        [
            (DRAFT_MARK, if self.is_draft { "ПРОЕКТ" } else { "" }),
            (CHECK_CODE, self.verification.map_or("", code_caption)),
            (CHECK_ADDRESS, self.verification.map_or("", |one| one.url.as_str())),
            (SIGNATURE_MARK, &self.signature_mark),
        ]
    }
}

/// Which requisites a template does not place itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forgotten {
    pub(super) draft_mark: bool,
    pub(super) code: bool,
    pub(super) signature_mark: bool,
}

impl Forgotten {
    pub(super) fn by<'a>(tags: impl Iterator<Item = &'a Tag> + Clone) -> Self {
        let mentions = |name: &str| {
            tags.clone().any(|tag| match &tag.code {
                Code::Print(code) | Code::If(code) | Code::ElseIf(code) => code.contains(name),
                Code::Picture(picture) => *picture == Drawn::QrCode && name == QR_CODE,
                _ => false,
            })
        };
        Self {
            draft_mark: !mentions(DRAFT_MARK),
            signature_mark: !mentions(SIGNATURE_MARK),
            code: ![CHECK_CODE, CHECK_ADDRESS, QR_CODE].into_iter().any(mentions),
        }
    }
}
