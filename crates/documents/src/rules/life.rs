//! How a document ends, and the code by which it is checked.

/// What a new document does to an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndingKind {
    /// The new one stands in its place: an edition, a corrected list.
    Replaces,
    /// The older one is no longer in force, and nothing stands in its place.
    Revokes,
}

impl EndingKind {
    pub const ALL: [Self; 2] = [Self::Replaces, Self::Revokes];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Replaces => "replaces",
            Self::Revokes => "revokes",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What the older document has become: «заменён», «отменён».
    pub const fn done(self) -> &'static str {
        match self {
            Self::Replaces => "заменён",
            Self::Revokes => "отменён",
        }
    }
}

/// Where a document stands today: what the register is narrowed by and what it says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    InForce,
    Ended(EndingKind),
}

impl Life {
    pub const ALL: [Self; 3] =
        [Self::InForce, Self::Ended(EndingKind::Replaces), Self::Ended(EndingKind::Revokes)];

    pub const fn code(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Ended(kind) => kind.code(),
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|life| life.code() == code)
    }

    /// Of a document that was ended so, or by nothing.
    pub fn of_ending(ending: Option<&str>) -> Self {
        ending.and_then(EndingKind::from_code).map_or(Self::InForce, Self::Ended)
    }

    /// «действует», «заменён», «отменён».
    pub const fn word(self) -> &'static str {
        match self {
            Self::InForce => "действует",
            Self::Ended(kind) => kind.done(),
        }
    }

    /// The same of many, for the filter.
    pub const fn words(self) -> &'static str {
        match self {
            Self::InForce => "действующие",
            Self::Ended(EndingKind::Replaces) => "заменённые",
            Self::Ended(EndingKind::Revokes) => "отменённые",
        }
    }
}

/// Signs that are not taken for one another when a code is read from paper (Crockford's list).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

/// A code of 60 random bits, `XXXX-XXXX-XXXX`.
pub fn code_of(random: [u8; LENGTH]) -> String {
    let signs: String = random.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    format!("{}-{}-{}", &signs[..4], &signs[4..8], &signs[8..])
}

/// The Latin letter that a Russian one looks like: who reads a code from paper types it as the keyboard is set.
const fn latin_like(sign: char) -> char {
    match sign {
        'А' | 'а' => 'A',
        'В' | 'в' => 'B',
        'Е' | 'е' => 'E',
        'К' | 'к' => 'K',
        'М' | 'м' => 'M',
        'Н' | 'н' => 'H',
        'О' | 'о' => 'O',
        'Р' | 'р' => 'P',
        'С' | 'с' => 'C',
        'Т' | 'т' => 'T',
        'У' | 'у' => 'Y',
        'Х' | 'х' => 'X',
        other => other,
    }
}

/// The code as it is kept, however it was typed: small letters, spaces, Russian letters that look like Latin ones, O for 0,
/// I and L for 1. `None`: no code.
pub fn read_code(typed: &str) -> Option<String> {
    let signs: Vec<u8> = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(|sign| match latin_like(sign).to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .map(|sign| u8::try_from(sign).ok().filter(|byte| SIGNS.contains(byte)))
        .collect::<Option<_>>()?;
    let signs = String::from_utf8(signs).ok()?;
    (signs.len() == LENGTH).then(|| format!("{}-{}-{}", &signs[..4], &signs[4..8], &signs[8..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(random in any::<[u8; LENGTH]>()) {
            let code = code_of(random);
            prop_assert_eq!(read_code(&code), Some(code.clone()));
            let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(read_code(&typed), Some(code));
        }

        #[test]
        fn no_text_is_too_strange(typed in any::<String>()) {
            if let Some(code) = read_code(&typed) {
                prop_assert_eq!(read_code(&code), Some(code.clone()));
            }
        }
    }

    #[test]
    fn russian_letters_that_look_like_latin_ones_are_read_as_those() {
        let kept = Some("ABEK-MHPC-TYX0".to_owned());
        assert_eq!(read_code("АВЕК-МНРС-ТУХО"), kept);
        assert_eq!(read_code("авек мнрс тухо"), kept);
        assert_eq!(read_code("7К3D-9НХМ-2ОQР"), Some("7K3D-9HXM-20QP".to_owned()));
        assert_eq!(read_code("ЖВЕК-МНРС-ТУХО"), None, "Ж looks like no sign of ours");
    }

    #[test]
    fn what_is_no_code_is_none() {
        assert_eq!(read_code(""), None);
        assert_eq!(read_code("ABCD-EFGH"), None);
        assert_eq!(read_code("ABCD-EFGH-JKMU"), None, "U is no sign of ours");
    }
}
