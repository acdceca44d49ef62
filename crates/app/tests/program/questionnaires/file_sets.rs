//! Sets of files: a kind of document is ticked by its file.

use super::stage_of;
use axum::http::StatusCode;

const SET: &str = "| survey | | | | | | |\n| | type | name | label | required | appearance | warning |\n\
| | select_multiple docs | case | Кейс документов | yes | file-set | ${case} = '' or count_mandatory(${case}) = 2 |\n\
| choices | | | | |\n| | list_name | name | label | mandatory |\n| | docs | plan | План работы | yes |\n| | docs | rules | Правила | yes |\n| | docs | other | Другое | |\n";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

#[tokio::test]
async fn a_kind_is_ticked_by_its_file_and_mandatory_ones_are_counted() {
    let stage = stage_of(SET, "").await;
    let section = format!("{}/sections/1", stage.sheet);
    let page = stage.school.get(&section).await.body;
    for kind in ["plan", "rules", "other"] {
        assert!(page.contains(&format!("name=\"f:/data/case/{kind}\" type=\"file\"")), "{page}");
    }
    assert_eq!(page.matches("обязательный документ").count(), 2, "{page}");
    // A tick without a file, as a phone sends it, is none.
    let ticked = stage.save("/data/case", "plan rules", "phone", "1", "0").await;
    assert_eq!(ticked.status, StatusCode::OK, "{}", ticked.body);
    let check = format!("{}/check", stage.sheet);
    assert_eq!(stage.school.post(&check, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let attach = async |kind: &str| {
        let field = format!("f:/data/case/{kind}");
        stage.school.post_file(&section, &[("do", "stay")], (field.as_str(), "план.pdf", PDF)).await
    };
    let attached = attach("plan").await;
    assert_eq!(attached.status, StatusCode::SEE_OTHER, "{}", attached.body);
    let early = stage.school.post(&check, &[]).await;
    assert!(early.body.contains("Необычный ответ: поясните"), "one of two mandatory ones: {}", early.body);
    // An explanation alone does not touch what is ticked.
    let why =
        [("path", "/data/case"), ("explanation", "Правила на подписи"), ("client", "page"), ("seq", "1")];
    let explained = stage.school.post(&format!("{}/fields", stage.sheet), &why).await;
    assert_eq!((explained.status, stage.stands("/data/case").await.as_str()), (StatusCode::OK, "plan"));
    attach("rules").await;
    let page = stage.school.get(&section).await.body;
    assert_eq!(page.matches("✓ приложено").count(), 2, "{page}");
    let sent = stage.school.post(&check, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let read = stage
        .institute
        .get(&format!("{}/answers/{}", stage.poll, stage.sheet.rsplit('/').next().unwrap()))
        .await
        .body;
    assert!(read.contains("План работы: план.pdf") && read.contains("Правила: план.pdf"), "{read}");
    let csv = stage.institute.get(&format!("{}/answers.csv", stage.poll)).await.body;
    assert!(csv.contains("План работы; Правила"), "{csv}");
}
