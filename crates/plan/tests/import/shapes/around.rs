//! What stands around the plan: stamps, signatures, notes, layouts.

use insta::assert_snapshot;

use super::{docx, told};

const HEAD: [&str; 4] = ["№", "Мероприятие", "Срок", "Исполнители"];

#[test]
fn stamps_and_signatures_laid_out_as_tables() {
    let body = [
        docx::tbl(&[docx::row(&[
            "СОГЛАСОВАНО\nДиректор института\n______ Е. В. Иванова",
            "УТВЕРЖДАЮ\nМинистр\n______ В. Г. Петрова\n«15» января 2025 г.",
        ])]),
        docx::p("План мероприятий по поддержке детского чтения"),
        docx::p("на 2025 год"),
        docx::tbl(&[
            docx::row(&HEAD),
            docx::tr(&[docx::wide(4, "1. Организационная работа")]),
            docx::row(&["1.1.", "Совет", "январь", "ИРО"]),
            docx::row(&["1.2.", "Рейд", "февраль", "РРИБЦ"]),
        ]),
        docx::tbl(&[docx::row(&["Начальник отдела", "И. О. Фамилия"])]),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&body.concat())));
}

#[test]
fn requisites_aims_and_a_preamble() {
    let text = "Приложение № 1\nк приказу от 12.01.2025 № 5\n\nПЛАН\nмероприятий на 2025 год\n\nЦель: развитие читательской культуры.\nВ плане возможны изменения.\n\n№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИРО\n\nИсп. Сидорова А. А.\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn a_title_that_does_not_call_itself_a_plan() {
    let text = "УТВЕРЖДАЮ\nДиректор\n\nШкольная библиотека: год чтения\n2025\n\n№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИРО\n";
    assert_snapshot!(told("plan.txt", text.as_bytes()));
}

#[test]
fn a_plan_inside_a_table_that_only_lays_out_the_page() {
    let inner = docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Семинар", "март", "ИРО"])]);
    let body = docx::tbl(&[
        docx::tr(&[docx::raw("", &docx::p("План на 2025 год"))]),
        docx::tr(&[docx::raw(
            "",
            &format!("{}{inner}{}", docx::p("I. Кадры"), docx::p("Исполнитель: отдел")),
        )]),
    ]);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn another_table_with_figures_is_no_plan() {
    let body = [
        docx::p("План на 2025 год"),
        docx::tbl(&[docx::row(&HEAD), docx::row(&["1", "Семинар", "март", "ИРО"])]),
        docx::p("Показатели"),
        docx::tbl(&[docx::row(&["Показатель", "2024", "2025"]), docx::row(&["Охват, %", "40", "60"])]),
    ];
    assert_snapshot!(told("plan.docx", &docx::document(&body.concat())));
}

#[test]
fn a_school_year_and_several_years() {
    let of = |title: &str| {
        let text = format!(
            "{title}\n\n№\tМероприятие\tСрок\tИсполнитель\n1\tСовет\tсентябрь\tИРО\n2\tСеминар\tмарт\tИРО\n3\tОтчёт\tI квартал\tИРО\n4\tФестиваль\tв течение учебного года\tИРО\n5\tКурсы\t2026 год\tИРО\n6\tАкция\tсентябрь 2025 – май 2026\tИРО\n"
        );
        told("plan.txt", text.as_bytes())
    };
    assert_snapshot!("a_school_year", of("План работы на 2025–2026 учебный год"));
    assert_snapshot!("several_years", of("Комплекс мер на 2025–2027 годы"));
}
