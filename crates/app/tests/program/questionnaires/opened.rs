//! Sheets that stay open between saves: never out of date, and worth keeping.

use questionnaires::store::answers;
use questionnaires::{Incoming, Sheet, save};

use super::{Stage, stage, stage_of};
use access::Scope;

/// Relevance, sums, choices, a repeat: nothing that remembers the order of answers.
const FORM: &str = "| survey | | | | | |\n| | type | name | label | relevant | calculation |\n\
| | integer | a | А | | |\n| | integer | b | Б | ${a} > 3 | |\n| | select_one yn | c | В | ${b} > 2 or ${a} = 1 | |\n\
| | calculate | sum | | | coalesce(${a}, 0) + coalesce(${b}, 0) |\n| | begin_repeat | r | Запись | | |\n\
| | integer | n | Сколько | ${sum} > 5 | |\n| | end_repeat | | | | |\n| | calculate | all | | | sum(${n}) |\n\
| choices | | | |\n| | list_name | name | label |\n| | yn | yes | Да |\n| | yn | no | Нет |\n\
| settings | | |\n| | form_title | form_id |\n| | Проба | proba |\n";

/// A question with a first value that is computed: the order of answers matters.
const REMEMBERING: &str = "| survey | | | | |\n| | type | name | label | default |\n| | integer | a | А | 1 + 1 |\n\
| settings | | |\n| | form_title | form_id |\n| | Проба | proba |\n";

impl Stage {
    async fn row(&self) -> answers::AnswerRow {
        let id = self.sheet.rsplit('/').next().unwrap();
        answers::own(&self.app.house.db, &Scope::of_the_program(), "", id).await.unwrap().unwrap()
    }
}

/// What the engine knows of a sheet, and what stands in it.
fn known(sheet: &Sheet) -> String {
    format!("{:#?}\n{:#?}\n{:?}", sheet.session.nodes(), sheet.session.check(), sheet.progress())
}

#[tokio::test]
async fn a_sheet_left_open_is_what_opening_it_anew_gives_whatever_happens_in_between() {
    let stage = stage_of(FORM, "").await;
    let house = &stage.app.house;
    let paths = ["/data/a", "/data/b", "/data/c", "/data/r[1]/n", "/data/r[2]/n"];
    // The same course of events in every run.
    let mut dice = 12_345_u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 40).unwrap() % sides
    };
    stage.save("/data/r#", "2", "phone", "1", "0").await;
    for step in 2..120 {
        let (path, value) = (paths[roll(paths.len())], ["", "0", "1", "4", "yes", "слово"][roll(6)]);
        let client = ["phone", "tablet"][roll(2)];
        let (seq, base) =
            if roll(5) == 0 { (step - 1, 0) } else { (step, i64::try_from(roll(step)).unwrap()) };
        let one = Incoming {
            path: path.into(),
            value: value.into(),
            client: client.into(),
            seq: i64::try_from(seq).unwrap(),
            base: Some(base),
            explanation: None,
        };
        let mut kept = Sheet::open_for_save(house, stage.row().await).await.unwrap();
        if roll(6) == 0 {
            // Somebody else writes after this sheet was opened.
            let mut other = Sheet::open(house, stage.row().await).await.unwrap();
            let theirs = Incoming { client: "other".into(), base: None, ..one.clone() };
            save(house, &mut other, &[Incoming { value: "7".into(), ..theirs }], "").await.unwrap();
        }
        save(house, &mut kept, &[one], "").await.unwrap();
        kept.leave_open(house);
        let kept = Sheet::open_for_save(house, stage.row().await).await.unwrap();
        let anew = Sheet::open(house, stage.row().await).await.unwrap();
        assert_eq!(known(&kept), known(&anew), "after step {step}");
        let in_order = |sheet: &Sheet| {
            let mut rows: Vec<String> = sheet.values.iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            rows
        };
        assert_eq!(in_order(&kept), in_order(&anew), "after step {step}");
        kept.leave_open(house);
    }
}

#[tokio::test]
async fn the_next_save_reads_nothing_that_the_last_one_knew() {
    let stage = stage_of(FORM, "").await;
    let counted = async |seq: u32| {
        let before = stage.app.house.db.statements_run();
        let saved = stage.save("/data/a", &seq.to_string(), "phone", &seq.to_string(), "99999").await;
        assert_eq!(saved.json()["state"], "saved", "{}", saved.body);
        stage.app.house.db.statements_run() - before
    };
    counted(1).await;
    let warm = counted(2).await;
    assert_eq!(warm, 8, "session, sheet, claim, current, change, newest, value, forgotten conflict");
    assert_eq!(counted(3).await, warm);
    // A sheet that somebody sends and gets back is opened anew: sending writes what the form computes.
    stage.school.post(&format!("{}/check", stage.sheet), &[]).await;
    let answer = format!("{}/answers/{}", stage.poll, stage.sheet.rsplit('/').next().unwrap());
    stage.institute.post(&format!("{answer}/return"), &[("remark", "Проверьте")]).await;
    assert_eq!(counted(4).await, warm + 1, "its values are read");
}

#[tokio::test]
async fn a_form_that_remembers_is_opened_anew_for_every_save() {
    let remembering = stage_of(REMEMBERING, "").await;
    let plain = stage("").await;
    for (stage, path) in [(&remembering, "/data/a"), (&plain, "/data/g/pupils")] {
        stage.save(path, "4", "phone", "1", "0").await;
        let before = stage.app.house.db.statements_run();
        stage.save(path, "5", "phone", "2", "9").await;
        let spent = stage.app.house.db.statements_run() - before;
        let is_kept = std::ptr::eq(stage, &raw const plain);
        assert_eq!(spent, if is_kept { 8 } else { 9 }, "{path}");
    }
}
