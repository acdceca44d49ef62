//! Who has answered: hundreds of sheets are narrowed by state and municipality, what has come stands first.

use super::stage;

#[tokio::test]
async fn respondents_are_narrowed_by_state_and_municipality() {
    let stage = stage("").await;
    let rows = async |query: &str| {
        let page = stage.institute.get(&format!("{}?{query}", stage.poll)).await.body;
        page.matches("<tr id=\"answer-").count()
    };
    let roll = network::store::roll(&stage.app.house.db).await.unwrap();
    let school =
        access::store::actor_of_login(&stage.app.house.db, &stage.app.login_of(access::Role::School))
            .await
            .unwrap()
            .unwrap();
    let places = roll.municipalities_on(stage.app.house.clock.today());
    let (own, others): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|one| Some(&one.id) == school.membership.municipality_id.as_ref());
    let (own, other) = (own[0].code.as_str(), others[0].code.as_str());
    for (query, count) in [
        (String::new(), 1),
        ("state=waiting".to_owned(), 1),
        ("state=sent".to_owned(), 0),
        (format!("municipality={own}"), 1),
        (format!("municipality={own}&state=sent"), 0),
        (format!("municipality={other}"), 0),
    ] {
        assert_eq!(rows(&query).await, count, "{query}");
    }
    let none = stage.institute.get(&format!("{}?state=sent", stage.poll)).await.body;
    assert!(none.contains("Таких анкет нет") && none.contains("Показать все"), "{none}");
}
