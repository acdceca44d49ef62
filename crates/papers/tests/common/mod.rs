//! A paper that has everything the model can say.

use papers::{
    Align, Annex, Block, Cell, Chart, ChartKind, Clause, Column, ElectronicSignature, Element, Executor,
    Heading, Inline, Letterhead, Paper, Paragraph, Picture, PictureFormat, Row, Series, Signature, Stamp,
    Standard, Styled, Table, Text, Verification,
};

/// A red square of one pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xde, 0x00,
    0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x08, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0x00, 0x00, 0x03, 0x01,
    0x01, 0x00, 0x18, 0xdd, 0x8d, 0xb0, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60,
    0x82,
];

pub fn rich(standard: Standard) -> Paper {
    Paper {
        standard,
        title: "Приказ о показателях".into(),
        author: "Институт развития образования".into(),
        subject: "Пример".into(),
        created: Some(jiff::civil::date(2024, 2, 12)),
        letterhead: Some(Letterhead {
            founders: vec!["Министерство образования и науки края".into()],
            organisation: "Институт развития образования".into(),
            short_name: "ИРО".into(),
            contacts: vec!["ул. Примерная, д. 1, г. Пример, 680000".into()],
            emblem: Some(picture("")),
            ..Letterhead::default()
        }),
        kind: "ПРИКАЗ".into(),
        date: "12\u{a0}февраля 2024\u{a0}г.".into(),
        number: "57".into(),
        place: "г. Пример".into(),
        approval: Some(Stamp {
            word: "УТВЕРЖДАЮ".into(),
            lines: vec!["Министр образования и науки".into()],
            name: "И.\u{a0}И.\u{a0}Вымышленный".into(),
            date: "«___» __________ 2024\u{a0}г.".into(),
        }),
        heading: "О показателях школьных библиотек".into(),
        body: body(),
        enclosures: vec!["на 2\u{a0}л. в 1\u{a0}экз.".into()],
        signatures: vec![signature("Директор", "А.\u{a0}С.\u{a0}Демонова")],
        electronic_signature: Some(ElectronicSignature {
            certificate: "00A1B2C3D4".into(),
            owner: "Демонова Анна Сергеевна".into(),
            valid_from: "01.01.2024".into(),
            valid_to: "01.04.2025".into(),
        }),
        agreements: vec![Stamp {
            word: "СОГЛАСОВАНО".into(),
            lines: vec!["протоколом рабочей группы".into(), "от 9 февраля 2024\u{a0}г. №\u{a0}2".into()],
            ..Stamp::default()
        }],
        visas: vec![signature("Начальник отдела", "П.\u{a0}П.\u{a0}Пробный")],
        acquainted: vec![Signature {
            date: "13.02.2024".into(),
            ..signature("Методист", "О.\u{a0}О.\u{a0}Тестова")
        }],
        executor: Some(Executor {
            name: "Тестова Ольга Олеговна".into(), phone: "8 (0000) 00-00-00".into()
        }),
        verification: Some(Verification { url: "https://example.org/d/57".into(), caption: String::new() }),
        annexes: vec![Annex {
            title: "Приложение №\u{a0}1".into(),
            reference: vec!["к приказу ИРО".into(), "от 12 февраля 2024\u{a0}г. №\u{a0}57".into()],
            heading: "Охват по муниципалитетам".into(),
            landscape: true,
            body: vec![Element::Table(wide_table(40)).into()],
            ..Annex::default()
        }],
        ..Paper::default()
    }
}

fn body() -> Vec<Block> {
    vec![
        Element::Contents("Содержание".into()).into(),
        Block::heading(1, "Основание"),
        Element::Paragraph(Paragraph {
            text: Text(vec![
                Inline::Plain("В соответствии с ".into()),
                Inline::Styled(Styled::Bold("дорожной картой".into())),
                Inline::Plain(" и ".into()),
                Inline::Styled(Styled::Italic("письмом".into())),
                Inline::Plain(" министерства".into()),
                Inline::Styled(Styled::Note(
                    "Письмо от 5 марта 2024 г. № 17 <с & знаками \"ёлочек\">.".into(),
                )),
                Inline::Plain(
                    " «Об охвате» — 1 250 ₽, № 5, ёж, #hash $math$ *звёзды* _под_ @ссылка \\ [скобки]".into(),
                ),
            ]),
            ..Paragraph::default()
        })
        .into(),
        Element::Paragraph(Paragraph {
            text: Text(vec![Inline::Styled(Styled::Spaced("приказываю:".into()))]),
            align: Some(Align::Left),
            keep_with_next: true,
        })
        .into(),
        Element::Clauses(vec![
            Clause {
                text: "Общие положения".into(),
                title: true,
                clauses: vec![
                    "Утвердить показатели согласно приложению № 1.".into_clause(),
                    Clause {
                        text: "Методистам:".into(),
                        clauses: vec![
                            "собрать сведения до 1 марта;".into_clause(),
                            "проверить их.".into_clause(),
                        ],
                        ..Clause::default()
                    },
                ],
            },
            Clause {
                text: "Заключительные положения".into(), title: true, clauses: Vec::new()
            },
        ])
        .into(),
        Element::Bullets(vec!["первое;".into(), "второе.".into()]).into(),
        Element::Numbers(vec!["раз;".into(), "два.".into()]).into(),
        Element::Letters(vec!["буква;".into(), "ещё одна.".into()]).into(),
        Element::Heading(Heading { level: 2, text: "Таблица".into(), unlisted: true }).into(),
        Element::Table(grouped_table()).into(),
        Element::Chart(chart(ChartKind::Bars, 1)).into(),
        Element::Chart(chart(ChartKind::Stacked, 3)).into(),
        Element::Chart(chart(ChartKind::Lines, 2)).into(),
        Element::Picture(picture("Рисунок 1 – Красный квадрат")).into(),
        Element::PageBreak {}.into(),
        Element::Landscape(vec![Element::Table(wide_table(3)).into()]).into(),
        Element::Signatures(vec![signature("Секретарь", "С.\u{a0}С.\u{a0}Внутренний")]).into(),
    ]
}

trait IntoClause {
    fn into_clause(self) -> Clause;
}

impl IntoClause for &str {
    fn into_clause(self) -> Clause {
        Clause { text: self.into(), ..Clause::default() }
    }
}

fn signature(post: &str, name: &str) -> Signature {
    Signature { post: post.into(), name: name.into(), date: String::new() }
}

fn picture(caption: &str) -> Picture {
    Picture {
        format: PictureFormat::Png,
        bytes: PIXEL.to_vec(),
        alt: "Красный квадрат".into(),
        width_mm: 15.0,
        height_mm: 15.0,
        caption: caption.into(),
    }
}

pub fn chart(kind: ChartKind, series: usize) -> Chart {
    let categories: Vec<String> =
        ["Амурский", "Бикинский", "Ванинский", "Вяземский"].map(str::to_owned).to_vec();
    Chart {
        kind,
        title: "Охват обучающихся".into(),
        unit: "%".into(),
        categories,
        series: (1..=series)
            .map(|n| Series {
                name: format!("Ряд {n}"),
                values: (1..=4_u32).map(|at| (at != 3 || n != 2).then(|| f64::from(at) * 12.5)).collect(),
            })
            .collect(),
        caption: "Рисунок – Охват".into(),
    }
}

fn grouped_table() -> Table {
    let column = |title: &str, group: &str, width, align| Column {
        group: group.into(),
        ..Column::new(title, width, align)
    };
    Table {
        caption: "Таблица 1 – Часы".into(),
        columns: vec![
            column("№", "", 6.0, Align::Centre),
            column("Тема", "", 50.0, Align::Left),
            column("Всего", "Часы", 12.0, Align::Right),
            column("Лекции", "Часы", 12.0, Align::Right),
        ],
        rows: vec![
            Row::Section { section: "Раздел первый".into() },
            Row::Cells(vec!["1".into(), "Фонд".into(), "8".into(), "4".into()]),
            Row::Cells(vec![
                "2".into(),
                Cell::Lines { lines: vec!["Каталог".into(), "и указатели".into()] },
                "6".into(),
                "2".into(),
            ]),
            Row::Cells(vec!["Итого: четырнадцать часов".into()]),
        ],
        small: false,
    }
}

pub fn wide_table(rows: usize) -> Table {
    let titles = ["Муниципалитет", "Школ", "Охват, %", "Срок", "Результат"];
    Table {
        caption: "Таблица 2 – Муниципалитеты".into(),
        columns: titles.iter().map(|title| Column::new(title, 20.0, Align::Left)).collect(),
        rows: (1..=rows)
            .map(|n| {
                Row::Cells(vec![
                    format!("Муниципалитет {n}").into(),
                    n.to_string().into(),
                    "50".into(),
                    "I квартал".into(),
                    "Сведения представлены и приняты".into(),
                ])
            })
            .collect(),
        small: true,
    }
}
