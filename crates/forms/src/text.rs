//! Names, white space and `${references}`: the smallest things that XLSForm agrees on.

/// First character of a name as pyxform and ODK accept it: letters of most alphabets and the underscore.
pub fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

pub fn is_name_part(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Length in bytes of the name at the beginning of the text; 0 when there is none.
pub fn name_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    match characters.next() {
        Some((_, first)) if is_name_start(first) => {}
        _ => return 0,
    }
    characters.find(|(_, character)| !is_name_part(*character)).map_or(text.len(), |(at, _)| at)
}

/// Length of a name that may have a namespace: `jr:choice-name`.
pub fn qualified_name_length(text: &str) -> usize {
    let first = name_length(text);
    if first == 0 || !text[first..].starts_with(':') {
        return first;
    }
    match name_length(&text[first + 1..]) {
        0 => first,
        second => first + 1 + second,
    }
}

/// Whether the text can name an element of XML.
pub fn is_xml_tag(text: &str) -> bool {
    !text.is_empty() && qualified_name_length(text) == text.len()
}

/// `${name}` or `${last-saved#name}` at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    pub start: usize,
    pub end: usize,
    pub name: &'a str,
    pub last_saved: bool,
}

/// Well-formed references of a text; what is not well formed stays text.
pub fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(found) = text[from..].find("${") {
            let start = from + found;
            from = start + 2;
            let (last_saved, inner) = match text[from..].strip_prefix("last-saved#") {
                Some(_) => (true, from + "last-saved#".len()),
                None => (false, from),
            };
            let length = name_length(&text[inner..]);
            if length > 0 && text[inner + length..].starts_with('}') {
                from = inner + length + 1;
                return Some(Reference { start, end: from, name: &text[inner..inner + length], last_saved });
            }
        }
        None
    })
}

/// References of a text when every `${…}` in it is well formed.
pub fn strict_references(text: &str) -> Result<Vec<Reference<'_>>, ()> {
    let mut found = Vec::new();
    let mut from = 0;
    // Two signs alone are a remark, not a reference.
    if text.len() <= 2 {
        return Ok(found);
    }
    while let Some(at) = text[from..].find("${") {
        let start = from + at;
        let inside = &text[start + 2..];
        let Some(close) = inside.find('}') else { return Err(()) };
        // `${}` is not a reference for anybody: the search goes on behind the dollar.
        if close == 0 {
            from = start + 2;
            continue;
        }
        let inner = &inside[..close];
        let (last_saved, name) =
            inner.strip_prefix("last-saved#").map_or((false, inner), |name| (true, name));
        if name.is_empty() || name_length(name) != name.len() {
            return Err(());
        }
        from = start + 2 + close + 1;
        found.push(Reference { start, end: from, name, last_saved });
    }
    Ok(found)
}

/// Whether the text has a reference that can be resolved: the first `${…}` decides.
pub fn has_reference(text: &str) -> bool {
    let Some(start) = text.find("${") else { return false };
    let inside = &text[start + 2..];
    let Some(close) = inside.find('}') else { return false };
    let inner = &inside[..close];
    let name = inner.strip_prefix("last-saved#").unwrap_or(inner);
    !name.is_empty() && name_length(name) == name.len()
}

/// Whether the text is one reference and nothing else.
pub fn is_reference(text: &str) -> bool {
    references(text).next().is_some_and(|reference| reference.start == 0 && reference.end == text.len())
}

/// Runs of spaces become one, the ends are cut.
#[cfg(feature = "files")]
pub fn collapse_spaces(text: &str) -> String {
    let trimmed = text.trim();
    let mut made = String::with_capacity(trimmed.len());
    let mut was_space = false;
    for character in trimmed.chars() {
        let is_space = character == ' ';
        if !(is_space && was_space) {
            made.push(character);
        }
        was_space = is_space;
    }
    made
}

/// Typographic quotes, which Word and phones put into formulas, become plain ones.
#[cfg(feature = "files")]
pub fn straighten_quotes(text: &str) -> String {
    if !text.contains(['\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}']) {
        return text.to_owned();
    }
    text.replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"")
}

/// `Repeat  Count` → `repeat_count`.
#[cfg(feature = "files")]
pub fn snake_case(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

/// A path's ending with its dot, as Python's `splitext` has it: `.hidden` has none.
pub fn split_extension(name: &str) -> (&str, &str) {
    let file_start = name.rfind('/').map_or(0, |at| at + 1);
    let file = &name[file_start..];
    let lead = file.len() - file.trim_start_matches('.').len();
    match file[lead..].rfind('.') {
        Some(dot) => name.split_at(file_start + lead + dot),
        None => (name, ""),
    }
}

#[cfg(feature = "files")]
pub fn edit_distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, left) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_xml_tag("a-1.b"));
        assert!(is_xml_tag("вопрос_1"));
        assert!(is_xml_tag("jr:count"));
        assert!(!is_xml_tag("1a") && !is_xml_tag("a b") && !is_xml_tag("") && !is_xml_tag("a:"));
    }

    #[test]
    fn references_are_found_and_broken_ones_refused() {
        let found: Vec<_> =
            references("${a} + ${last-saved#b} + ${ c }").map(|one| (one.name, one.last_saved)).collect();
        assert_eq!(found, [("a", false), ("b", true)]);
        assert!(strict_references("${a b}").is_err() && strict_references("${a").is_err());
        assert!(is_reference("${a}") && !is_reference("${a} "));
    }

    #[test]
    fn endings() {
        assert_eq!(split_extension("cities.csv"), ("cities", ".csv"));
        assert_eq!(split_extension("cities"), ("cities", ""));
        assert_eq!(split_extension(".csv"), (".csv", ""));
    }
}
