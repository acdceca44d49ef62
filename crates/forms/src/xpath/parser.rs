//! The grammar, rank by rank.

use super::lexer::{Token, tokens};
use super::{Axis, Expression, Function, Operator, Path, Start, Step, Test};

/// Parentheses and predicates inside one another.
const MAX_DEPTH: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} (знак {})", at + 1)]
pub struct ParseError {
    /// Byte of the formula.
    pub at: usize,
    pub what: String,
}

pub fn parse(text: &str) -> Result<Expression, ParseError> {
    let lexed = tokens(text).map_err(|(at, what)| ParseError { at, what: what.to_owned() })?;
    let mut parser = Parser { tokens: lexed.tokens, next: 0, depth: 0, end: lexed.length };
    let expression = parser.expression()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.fault("здесь формула должна была кончиться")),
    }
}

struct Parser<'a> {
    tokens: Vec<(usize, Token<'a>)>,
    next: usize,
    depth: usize,
    end: usize,
}

type Parsed<T> = Result<T, ParseError>;

/// Operators from the weakest to the strongest.
const RANKS: [&[(&str, Operator)]; 6] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("=", Operator::Equal), ("!=", Operator::NotEqual)],
    &[
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
    ],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("div", Operator::Divide), ("mod", Operator::Modulo)],
];

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).map(|(_, token)| *token)
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.peek() == Some(Token::Sign(sign))
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) {
            Ok(())
        } else {
            Err(self.fault(&format!("здесь ожидался знак «{sign}»")))
        }
    }

    fn fault(&self, what: &str) -> ParseError {
        let at = self.tokens.get(self.next).map_or(self.end, |(at, _)| *at);
        ParseError { at, what: what.to_owned() }
    }

    fn expression(&mut self) -> Parsed<Expression> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault("слишком много вложенных скобок"));
        }
        let made = self.ranked(0);
        self.depth -= 1;
        made
    }

    fn ranked(&mut self, rank: usize) -> Parsed<Expression> {
        let Some(operators) = RANKS.get(rank) else { return self.negative() };
        let first = self.ranked(rank + 1)?;
        let mut rest = Vec::new();
        while let Some(Token::Sign(sign)) = self.peek() {
            let Some((_, operator)) = operators.iter().find(|(spelling, _)| *spelling == sign) else { break };
            self.next += 1;
            rest.push((*operator, self.ranked(rank + 1)?));
        }
        Ok(if rest.is_empty() { first } else { Expression::Chain(Box::new(first), rest) })
    }

    fn negative(&mut self) -> Parsed<Expression> {
        let mut is_negative = false;
        let mut has_sign = false;
        while self.take("-") {
            is_negative = !is_negative;
            has_sign = true;
        }
        let made = self.union()?;
        if !has_sign {
            return Ok(made);
        }
        let negated = Expression::Negative(Box::new(made));
        Ok(if is_negative { negated } else { Expression::Negative(Box::new(negated)) })
    }

    fn union(&mut self) -> Parsed<Expression> {
        let first = self.path()?;
        let mut rest = Vec::new();
        while self.take("|") {
            rest.push((Operator::Union, self.path()?));
        }
        Ok(if rest.is_empty() { first } else { Expression::Chain(Box::new(first), rest) })
    }

    fn path(&mut self) -> Parsed<Expression> {
        match self.peek() {
            Some(Token::Number(number)) => {
                self.next += 1;
                Ok(Expression::Number(number))
            }
            Some(Token::Literal(text)) => {
                self.next += 1;
                Ok(Expression::Literal(text.into()))
            }
            Some(Token::Sign("(")) => {
                self.next += 1;
                let inside = self.expression()?;
                self.expect(")")?;
                self.continued(inside)
            }
            Some(Token::Name(name)) if self.is_call(name) => {
                let call = self.call(name)?;
                self.continued(call)
            }
            Some(Token::Sign("/")) => {
                self.next += 1;
                let steps = if self.starts_step() { self.steps()? } else { Vec::new() };
                Ok(Expression::Path(Path { start: Start::Root, steps }))
            }
            Some(Token::Sign("//")) => {
                self.next += 1;
                let mut steps = vec![anywhere()];
                steps.extend(self.steps()?);
                Ok(Expression::Path(Path { start: Start::Root, steps }))
            }
            _ if self.starts_step() => {
                Ok(Expression::Path(Path { start: Start::Here, steps: self.steps()? }))
            }
            None => Err(self.fault("формула оборвалась")),
            Some(_) => Err(self.fault("здесь ожидалось значение")),
        }
    }

    fn is_call(&self, name: &str) -> bool {
        let is_node_test = matches!(name, "node" | "text");
        !is_node_test && self.tokens.get(self.next + 1).is_some_and(|(_, token)| *token == Token::Sign("("))
    }

    fn call(&mut self, name: &str) -> Parsed<Expression> {
        let Some(function) = Function::named(name) else {
            return Err(self.fault(&format!("функции «{name}» нет")));
        };
        self.next += 2;
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.expression()?);
                if self.take(")") {
                    break;
                }
                self.expect(",")?;
            }
        }
        let (least, most) = function.arguments();
        if arguments.len() < least || arguments.len() > most {
            let wanted = if least == most {
                least.to_string()
            } else if most > 90 {
                format!("не меньше {least}")
            } else {
                format!("от {least} до {most}")
            };
            return Err(
                self.fault(&format!("у функции «{name}» {} аргументов, а нужно {wanted}", arguments.len()))
            );
        }
        Ok(Expression::Call(function, arguments))
    }

    /// What follows a value: predicates and a path from it.
    fn continued(&mut self, from: Expression) -> Parsed<Expression> {
        let predicates = self.predicates()?;
        let mut steps = Vec::new();
        if self.take("/") {
            steps = self.steps()?;
        } else if self.take("//") {
            steps.push(anywhere());
            steps.extend(self.steps()?);
        }
        if predicates.is_empty() && steps.is_empty() {
            return Ok(from);
        }
        Ok(Expression::Path(Path { start: Start::From(Box::new(from), predicates), steps }))
    }

    fn predicates(&mut self) -> Parsed<Vec<Expression>> {
        let mut made = Vec::new();
        while self.take("[") {
            made.push(self.expression()?);
            self.expect("]")?;
        }
        Ok(made)
    }

    fn starts_step(&self) -> bool {
        matches!(self.peek(), Some(Token::Name(_) | Token::Sign("." | ".." | "@")))
    }

    fn steps(&mut self) -> Parsed<Vec<Step>> {
        let mut steps = vec![self.step()?];
        loop {
            if self.take("/") {
                steps.push(self.step()?);
            } else if self.take("//") {
                steps.push(anywhere());
                steps.push(self.step()?);
            } else {
                return Ok(steps);
            }
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        if self.take(".") {
            return Ok(Step { axis: Axis::Itself, test: Test::Any, predicates: self.predicates()? });
        }
        if self.take("..") {
            return Ok(Step { axis: Axis::Parent, test: Test::Any, predicates: self.predicates()? });
        }
        let mut axis = if self.take("@") { Axis::Attribute } else { Axis::Child };
        if let Some(Token::Name(name)) = self.peek()
            && self.tokens.get(self.next + 1).is_some_and(|(_, token)| *token == Token::Sign("::"))
        {
            axis = axis_named(name).ok_or_else(|| self.fault(&format!("оси «{name}» нет")))?;
            self.next += 2;
        }
        let Some(Token::Name(name)) = self.peek() else {
            return Err(self.fault("здесь ожидалось имя"));
        };
        self.next += 1;
        let test = match name {
            "*" => Test::Any,
            "node" | "text" if self.is_sign("(") => {
                self.next += 1;
                self.expect(")")?;
                if name == "node" { Test::Any } else { Test::Text }
            }
            name => Test::Name(name.into()),
        };
        Ok(Step { axis, test, predicates: self.predicates()? })
    }
}

fn anywhere() -> Step {
    Step { axis: Axis::DescendantOrSelf, test: Test::Any, predicates: Vec::new() }
}

fn axis_named(name: &str) -> Option<Axis> {
    Some(match name {
        "child" => Axis::Child,
        "parent" => Axis::Parent,
        "self" => Axis::Itself,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following-sibling" => Axis::FollowingSibling,
        "preceding-sibling" => Axis::PrecedingSibling,
        "attribute" => Axis::Attribute,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_forms_write_is_understood() {
        for text in [
            "1",
            "-1 + 2 * 3",
            ". >= 0 and . <= 100",
            " /data/a  = 'x' or not( ../b )",
            "selected(., 'a')",
            "instance('c')/root/item[state =  /data/state  and pop > 5]/label",
            "current()/../x",
            "../../r[position() = 2]/q",
            "count( /data/r )",
            "jr:choice-name( /data/a , ' /data/a ')",
            "a*b",
            "a * *",
            "//item",
            ".",
            "..",
            "/",
            "if(/data/x=1,'a','b')",
            "5 div 2 mod 3",
            "- - 1",
            "ancestor::r/@id",
            "node()",
            "a-b",
            "div div div",
            "(1 + 2) * 3",
            "instance('x')/root/item[1]",
            "text()",
            "a | b",
            "-(-1)",
            ".5",
            "5.",
            "sum(/a/b[c!=''])",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn faults_are_told_with_their_place() {
        for (text, at) in [
            ("1 +", 3),
            ("", 0),
            ("foo(1)", 0),
            ("(1", 2),
            ("'a", 0),
            ("1 1", 2),
            ("a[", 2),
            ("#", 0),
            ("if(1)", 5),
        ] {
            assert_eq!(parse(text).expect_err(text).at, at, "{text}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&format!("{}1{}", "(".repeat(90), ")".repeat(90))).is_ok());
        assert!(parse(&"1+".repeat(30_000)).is_err());
        assert!(parse(&format!("{}1", "-".repeat(9_000))).is_ok());
    }
}
