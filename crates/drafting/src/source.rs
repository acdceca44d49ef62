//! What other rooms know for a paper that is begun: they stand beside this one, so `app` hands them over.

use access::{House, PageResult, Visitor};
use futures_util::future::BoxFuture;
use papers::Values;

/// Values by the names of fields for a paper of a kind (its code in the region), as far as the visitor may see them.
pub type Source = for<'a> fn(&'a House, &'a Visitor, &'a str) -> BoxFuture<'a, PageResult<Values>>;

/// What all of them know together; of two that know the same field the later one is heard.
pub(crate) async fn ask(
    sources: &[Source],
    house: &House,
    visitor: &Visitor,
    kind: &str,
) -> PageResult<Values> {
    let mut values = Values::new();
    for source in sources {
        values.extend(source(house, visitor, kind).await?);
    }
    Ok(values)
}
