//! How a text becomes words: letters and digits, small, ё as е, without their endings.

use tantivy::tokenizer::{
    Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer, Token, TokenFilter,
    TokenStream, Tokenizer,
};

/// The name under which the index keeps the analyser.
pub const RUSSIAN: &str = "russian";
/// Longer runs of signs are no words; tantivy refuses terms of 64 KB.
const LONGEST_WORD: usize = 80;

/// The analyser of texts and of questions.
pub fn russian() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(YoAsYe)
        .filter(Stemmer::new(Language::Russian))
        .build()
}

/// Stems of a text, in their order.
pub fn stems(text: &str) -> Vec<String> {
    let mut analyzer = russian();
    let mut stream = analyzer.token_stream(text);
    let mut stems = Vec::new();
    stream.process(&mut |token: &Token| stems.push(token.text.clone()));
    stems
}

/// «Ёлка» is found by «елка», and the other way round.
#[derive(Clone)]
struct YoAsYe;

impl TokenFilter for YoAsYe {
    type Tokenizer<T: Tokenizer> = YoAsYeTokenizer<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> YoAsYeTokenizer<T> {
        YoAsYeTokenizer { inner }
    }
}

#[derive(Clone)]
struct YoAsYeTokenizer<T> {
    inner: T,
}

impl<T: Tokenizer> Tokenizer for YoAsYeTokenizer<T> {
    type TokenStream<'a> = YoAsYeStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        YoAsYeStream { tail: self.inner.token_stream(text) }
    }
}

struct YoAsYeStream<T> {
    tail: T,
}

impl<T: TokenStream> TokenStream for YoAsYeStream<T> {
    fn advance(&mut self) -> bool {
        if !self.tail.advance() {
            return false;
        }
        let token = self.tail.token_mut();
        if token.text.contains('ё') {
            token.text = token.text.replace('ё', "е");
        }
        true
    }

    fn token(&self) -> &Token {
        self.tail.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.tail.token_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::stems;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        assert_eq!(stems("Библиотеки"), stems("библиотека"));
        assert_eq!(stems("ЁЖ, Ёлка"), stems("еж елка"));
        assert_eq!(stems("вебинаров"), stems("Вебинар"));
        assert_eq!(stems("№ 1500-р от 20.12.2024"), ["1500", "р", "от", "20", "12", "2024"]);
        assert!(stems("«» — … №").is_empty());
        assert!(stems(&"я".repeat(500)).is_empty(), "no word");
    }
}
