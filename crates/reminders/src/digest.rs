//! The letter of a day: one to a person, plain text, every line with its page.

use askama::Template;
use jiff::civil::Date;
use ui::ru::{date_long, date_of_year, month_genitive};

use crate::rules::{Due, Optional, Reminder, Topic, when};

/// More lines would not be read; the page has the rest.
const MOST_LINES: usize = 10;
const LONGEST_TITLE: usize = 160;

/// What is put into a letter.
pub(crate) struct Digest<'a> {
    pub today: Date,
    /// What is told today for the first time.
    pub fresh: &'a [&'a Reminder],
    /// The week's open things; empty on other days, and for those who do not want it.
    pub week: &'a [&'a Due],
    /// Where links begin.
    pub house: &'a str,
}

pub(crate) struct Text {
    pub subject: String,
    pub text: String,
    /// What of it may be given up.
    pub optional: Vec<Optional>,
    /// Whether all of it may.
    pub is_all_optional: bool,
}

#[derive(Template)]
#[template(path = "digest.txt")]
struct Letter<'a> {
    opening: String,
    sections: Vec<Section>,
    house: &'a str,
}

struct Section {
    title: &'static str,
    lines: Vec<Line>,
    more: usize,
}

struct Line {
    title: String,
    when: String,
    note: String,
    link: String,
}

impl Digest<'_> {
    pub fn write(&self) -> Result<Text, askama::Error> {
        let letter = Letter {
            opening: format!("Вот что требует внимания сегодня, {}.", date_of_year(self.today)),
            sections: self.sections(),
            house: self.house,
        };
        let mut optional: Vec<Optional> =
            self.fresh.iter().filter_map(|one| Optional::of(one.due.topic)).collect();
        if !self.week.is_empty() {
            optional.push(Optional::Weekly);
        }
        optional.sort();
        optional.dedup();
        Ok(Text {
            subject: self.subject(),
            text: without_gaps(&letter.render()?),
            is_all_optional: self.fresh.iter().all(|one| Optional::of(one.due.topic).is_some()),
            optional,
        })
    }

    fn is_late(&self, due: &Due) -> bool {
        due.deadline.is_some_and(|deadline| deadline < self.today)
    }

    fn subject(&self) -> String {
        let count = |which: &dyn Fn(&Due) -> bool| self.fresh.iter().filter(|one| which(&one.due)).count();
        let is_own = |due: &Due| matches!(due.topic, Topic::Lead | Topic::Co);
        let parts = [
            ("просрочено", count(&|due| is_own(due) && self.is_late(due))),
            ("скоро срок", count(&|due| is_own(due) && !self.is_late(due))),
            ("опаздывают другие", count(&|due| due.topic == Topic::Below)),
            ("ждёт вас", count(&|due| due.topic == Topic::Asked)),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{what} — {count}"))
            .collect();
        let what = if parts.is_empty() { "сводка недели".to_owned() } else { parts.join(", ") };
        format!("Библиосеть, {} {}: {what}", self.today.day(), month_genitive(self.today.month()))
    }

    fn sections(&self) -> Vec<Section> {
        let told = |title: &'static str, which: &dyn Fn(&Due) -> bool| {
            let found: Vec<&&Reminder> = self.fresh.iter().filter(|one| which(&one.due)).collect();
            let lines = found.iter().map(|one| self.line(&one.due));
            Section {
                title,
                more: found.len().saturating_sub(MOST_LINES),
                lines: lines.take(MOST_LINES).collect(),
            }
        };
        let week = Section {
            title: "СВОДКА НЕДЕЛИ: ПРОСРОЧЕНО И СРОКИ НА 14 ДНЕЙ ВПЕРЁД",
            more: self.week.len().saturating_sub(MOST_LINES),
            lines: self
                .week
                .iter()
                .take(MOST_LINES)
                .map(|due| {
                    let line = self.line(due);
                    // Whose it is must be said; of one's own a short line is enough.
                    if due.topic == Topic::Below { line } else { Line { note: String::new(), ..line } }
                })
                .collect(),
        };
        let sections = [
            told("ПРОСРОЧЕНО, ОТВЕЧАЕТЕ ВЫ", &|due| {
                due.topic == Topic::Lead && self.is_late(due)
            }),
            told("СКОРО СРОК, ОТВЕЧАЕТЕ ВЫ", &|due| {
                due.topic == Topic::Lead && !self.is_late(due)
            }),
            told("ПРОСРОЧЕНО У ТЕХ, ЗА КЕМ ВЫ СЛЕДИТЕ", &|due| {
                due.topic == Topic::Below
            }),
            told("ЖДЁТ ВАС", &|due| due.topic == Topic::Asked),
            told("ГДЕ ВЫ СОИСПОЛНИТЕЛЬ", &|due| due.topic == Topic::Co),
            week,
        ];
        sections.into_iter().filter(|section| !section.lines.is_empty()).collect()
    }

    fn line(&self, due: &Due) -> Line {
        let when = when(due.deadline, self.today);
        let when = match due.deadline {
            Some(deadline) if self.is_late(due) => format!("{when}, срок был {}", date_long(deadline)),
            Some(deadline) if when.starts_with("осталось") || when.starts_with("остался") => {
                format!("{when}, срок {}", date_long(deadline))
            }
            Some(deadline) if deadline > self.today => format!("{when}, {}", date_long(deadline)),
            Some(_) => when,
            None => String::new(),
        };
        Line {
            title: shortened(&ui::ru::capitalised(&ui::ru::quotes(&due.title))),
            when: ui::ru::capitalised(&when),
            note: ui::ru::quotes(&due.note),
            link: format!("{}{}", self.house, due.href),
        }
    }
}

fn shortened(title: &str) -> String {
    let Some((end, _)) = title.char_indices().nth(LONGEST_TITLE) else { return title.to_owned() };
    let cut = &title[..end];
    format!("{}…", cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole).trim_end_matches([',', ';', ':']))
}

/// One empty line is enough between paragraphs, whatever the template left.
fn without_gaps(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && kept.last().is_none_or(|last| last.is_empty())) {
            kept.push(line);
        }
    }
    kept.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::rules::remind;

    const TODAY: Date = date(2024, 10, 14);

    fn due(topic: Topic, deadline: Option<Date>, title: &str, note: &str) -> Due {
        Due {
            key: title.to_owned(),
            topic,
            deadline,
            title: title.to_owned(),
            note: note.to_owned(),
            href: "/roadmap/2024/measures/2".into(),
        }
    }

    fn written(dues: &[Due], week: &[Due]) -> Text {
        let told: Vec<Reminder> = dues.iter().filter_map(|due| remind(due, TODAY, TODAY)).collect();
        let fresh: Vec<&Reminder> = told.iter().collect();
        let week: Vec<&Due> = week.iter().collect();
        let house = "https://biblioset.example";
        Digest { today: TODAY, fresh: &fresh, week: &week, house }.write().unwrap()
    }

    #[test]
    fn the_letter_of_a_busy_day() {
        let dues = [
            due(
                Topic::Lead,
                Some(date(2024, 4, 30)),
                "методические рекомендации по аттестации сотрудников ИБЦ",
                "М2.3 · вы ответственный исполнитель · нужно: Методические документы для ИБЦ (есть 0 из 1)",
            ),
            due(Topic::Lead, Some(date(2024, 10, 15)), "Вебинар \"Читаем вместе\"", "М10.5 · есть 1 из 2"),
            due(
                Topic::Below,
                Some(date(2024, 10, 11)),
                "Отчёт о Месячнике",
                "Отвечают: МИБЦ Ванинского района, МИБЦ Нанайского района",
            ),
            due(
                Topic::Asked,
                None,
                "Принять или вернуть: Приказ о рабочей группе",
                "М4 · записал(а) Демо-Каталогова А. С.",
            ),
            due(Topic::Co, Some(date(2024, 10, 28)), &"Очень длинное название мероприятия, ".repeat(8), ""),
        ];
        let week = [dues[0].clone(), dues[1].clone()];
        let letter = written(&dues, &week);
        insta::assert_snapshot!(format!("{}\n\n{}", letter.subject, letter.text));
        assert_eq!(letter.optional, [Optional::Co, Optional::Asked, Optional::Weekly]);
        assert!(!letter.is_all_optional);
    }

    #[test]
    fn the_letter_of_a_calm_monday() {
        let week = [due(Topic::Co, Some(date(2024, 10, 20)), "Семинар", "М6")];
        let letter = written(&[], &week);
        insta::assert_snapshot!(format!("{}\n\n{}", letter.subject, letter.text));
        assert_eq!(letter.optional, [Optional::Weekly]);
        assert!(letter.is_all_optional, "a program may give all of it up by one press");
    }

    #[test]
    fn a_long_list_names_the_first_and_counts_the_rest() {
        let dues: Vec<Due> =
            (0..25).map(|n| due(Topic::Lead, Some(date(2024, 10, 15)), &format!("Дело {n}"), "")).collect();
        let letter = written(&dues, &[]);
        assert!(letter.text.contains("10. Дело 9") && !letter.text.contains("Дело 10\n"));
        assert!(letter.text.contains("И ещё 15: https://biblioset.example/"));
        assert!(letter.subject.ends_with("скоро срок — 25"));
    }
}
