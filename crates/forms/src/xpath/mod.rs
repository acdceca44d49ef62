//! Formulas: XPath 1.0 as ODK uses it, read into a tree.
//!
//! A reader of our own: the crates at hand either evaluate XPath over their own document trees, which an answer
//! being filled in is not, or leave out what forms need (functions with `:`, `${…}` already replaced by paths with
//! spaces). The grammar is forty rules; depth and length are bounded.

mod functions;
mod lexer;
mod parser;

pub use functions::Function;
pub use parser::{ParseError, parse};

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Number(f64),
    Literal(Box<str>),
    /// Operators of one rank from left to right: never deeper than the parentheses are.
    Chain(Box<Expression>, Vec<(Operator, Expression)>),
    Negative(Box<Expression>),
    Call(Function, Vec<Expression>),
    Path(Path),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    Union,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    pub start: Start,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// The root of the form's answers.
    Root,
    /// The node in whose place the formula is.
    Here,
    /// What an expression gives, filtered: `instance('cities')/…`, `current()/…`.
    From(Box<Expression>, Vec<Expression>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub axis: Axis,
    pub test: Test,
    pub predicates: Vec<Expression>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Child,
    Parent,
    Itself,
    Descendant,
    DescendantOrSelf,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
    Attribute,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    Name(Box<str>),
    Any,
    Text,
}
