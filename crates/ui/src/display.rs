//! «Версия для слабовидящих»: a switch of the one site, kept in a cookie.

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// As the browser asks: light or dark.
    #[default]
    Auto,
    Light,
    Dark,
    BlackOnWhite,
    WhiteOnBlack,
    BlueOnBlue,
}

/// Size of the text: А, А+, А++.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    #[default]
    A,
    APlus,
    APlusPlus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Display {
    pub scheme: Scheme,
    pub size: Size,
    pub images: bool,
}

impl Default for Display {
    fn default() -> Self {
        Self { scheme: Scheme::Auto, size: Size::A, images: true }
    }
}

/// A choice in the form: value, words, whether it is the current one.
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub current: bool,
}

impl Scheme {
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Auto, "auto", "как в браузере"),
        (Self::Light, "light", "светлая"),
        (Self::Dark, "dark", "тёмная"),
        (Self::BlackOnWhite, "black-on-white", "чёрным по белому"),
        (Self::WhiteOnBlack, "white-on-black", "белым по чёрному"),
        (Self::BlueOnBlue, "blue-on-blue", "тёмно-синим по голубому"),
    ];
}

impl Size {
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::A, "a", "А — обычный"),
        (Self::APlus, "a-plus", "А+ — крупный"),
        (Self::APlusPlus, "a-plus-plus", "А++ — очень крупный"),
    ];
}

impl Display {
    /// Reads what [`Display::to_cookie`] wrote; anything else is the usual display.
    pub fn from_cookie(value: &str) -> Self {
        let mut parts = value.split('.');
        let mut next = || parts.next().unwrap_or_default();
        Self::from_choices(next(), next(), next())
    }

    pub fn to_cookie(&self) -> String {
        format!("{}.{}.{}", self.scheme_code(), self.size_code(), if self.images { "on" } else { "off" })
    }

    /// Reads the fields of the form; unknown words mean the usual display.
    pub fn from_choices(scheme: &str, size: &str, images: &str) -> Self {
        let scheme = Scheme::ALL
            .into_iter()
            .find(|(_, code, _)| *code == scheme)
            .map_or(Scheme::Auto, |(one, _, _)| one);
        let size =
            Size::ALL.into_iter().find(|(_, code, _)| *code == size).map_or(Size::A, |(one, _, _)| one);
        Self { scheme, size, images: images != "off" }
    }

    pub fn scheme_code(&self) -> &'static str {
        Scheme::ALL.into_iter().find(|(one, _, _)| *one == self.scheme).map_or("auto", |(_, code, _)| code)
    }

    pub fn size_code(&self) -> &'static str {
        Size::ALL.into_iter().find(|(one, _, _)| *one == self.size).map_or("a", |(_, code, _)| code)
    }

    pub fn scheme_choices(&self) -> Vec<Choice> {
        Scheme::ALL
            .into_iter()
            .map(|(one, value, label)| Choice { value, label, current: one == self.scheme })
            .collect()
    }

    pub fn size_choices(&self) -> Vec<Choice> {
        Size::ALL
            .into_iter()
            .map(|(one, value, label)| Choice { value, label, current: one == self.size })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_display_survives_its_cookie_and_rubbish_is_the_usual_one() {
        for (scheme, _, _) in Scheme::ALL {
            for (size, _, _) in Size::ALL {
                for images in [true, false] {
                    let display = Display { scheme, size, images };
                    assert_eq!(Display::from_cookie(&display.to_cookie()), display);
                }
            }
        }
        assert_eq!(Display::from_cookie("\"><script>"), Display::default());
        assert_eq!(Display::from_cookie(""), Display::default());
    }
}
