//! People within the reader's scope.

use access::{Deed, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use ui::Chrome;
use ui::ru::{grouped, plural};

use crate::rules::{Filter, FilterText, PEOPLE_ON_A_PAGE};
use crate::store::{ListedPost, people_count, people_page};

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    chrome: Chrome,
    q: String,
    people: Vec<PersonLine>,
    summary: String,
    sees_everybody: bool,
    previous: Option<String>,
    next: Option<String>,
    /// «страница 2 из 8»; empty when there is one page.
    page_text: String,
}

struct PersonLine {
    id: String,
    name: String,
    posts: Vec<PostLine>,
}

struct PostLine {
    title: String,
    org_code: String,
    org_title: String,
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let filter = text.read();
    let scope = visitor.scope(Subject::PersonCard, Deed::Read);
    let today = house.clock.today();
    let rows = people_page(&house.db, &scope, &filter, today).await?;
    let count = people_count(&house.db, &scope, &filter, today).await?;
    let last_page = (count + PEOPLE_ON_A_PAGE - 1) / PEOPLE_ON_A_PAGE;
    let address = |page| Filter { page, ..filter.clone() }.address();
    let page = PeoplePage {
        q: filter.q.clone(),
        people: by_person(rows),
        summary: format!(
            "{}\u{a0}{}",
            grouped(count),
            plural(count, "специалист", "специалиста", "специалистов")
        ),
        sees_everybody: scope.reach() == Reach::Everything,
        // From beyond the end the way back leads to the last page there is.
        previous: (filter.page > 1).then(|| address((filter.page - 1).min(last_page.max(1)))),
        next: (filter.page < last_page).then(|| address(filter.page + 1)),
        page_text: if last_page > 1 {
            format!("страница {} из\u{a0}{last_page}", filter.page)
        } else {
            String::new()
        },
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

/// Rows of one person stand together: they become one line with several posts.
fn by_person(rows: Vec<ListedPost>) -> Vec<PersonLine> {
    let mut people: Vec<PersonLine> = Vec::new();
    for row in rows {
        let name = row.full_name();
        let post = match (row.post_title, row.org_code, row.org_title) {
            (Some(title), Some(org_code), Some(org_title)) => Some(PostLine { title, org_code, org_title }),
            _ => None,
        };
        match people.last_mut().filter(|person| person.id == row.person_id) {
            Some(person) => person.posts.extend(post),
            None => people.push(PersonLine { id: row.person_id, name, posts: post.into_iter().collect() }),
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(person: &str, post: Option<&str>) -> ListedPost {
        ListedPost {
            person_id: person.to_owned(),
            surname: format!("Фамилия-{person}"),
            name: "Имя".to_owned(),
            patronymic: String::new(),
            post_title: post.map(str::to_owned),
            org_code: post.map(|_| "S1".to_owned()),
            org_title: post.map(|_| "Школа".to_owned()),
        }
    }

    #[test]
    fn a_person_with_two_posts_is_one_line() {
        let people =
            by_person(vec![row("a", Some("учитель")), row("a", Some("библиотекарь")), row("b", None)]);
        assert_eq!(people.iter().map(|person| person.posts.len()).collect::<Vec<_>>(), [2, 0]);
        assert_eq!(people[1].name, "Фамилия-b Имя");
    }
}
