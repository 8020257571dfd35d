// SPDX-License-Identifier: GPL-2.0-or-later
// Variables of Rust, and what they are: as program.cc. The line that is probed calls mark(), and rows
// are written behind it.
use std::arch::asm;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

pub static TRUTH_NOW: AtomicU32 = AtomicU32::new(0);
static mut TOTAL: i64 = -5001;
static mut FIXED: i64 = -5003;

mod inner {
    pub static mut TOTAL: u16 = 5002;
    /// Compilers leave it out where its value is known; then there is none of this name here.
    pub static FIXED: u16 = 5004;
    #[inline(never)]
    pub fn totals(n: u16) -> u16 {
        crate::mark(); //@ P1 n here=TOTAL outer=program::TOTAL ?fixed=FIXED
        crate::at("P1");
        crate::row("n", n);
        crate::row("here", unsafe { TOTAL });
        crate::row("outer", unsafe { crate::TOTAL });
        crate::row("fixed", FIXED);
        n + FIXED
    }
}

thread_local! {
    static PASSED: RefCell<(HashMap<String, u32>, String, u32)> = RefCell::new(Default::default());
}

/// A line that can be probed, of which the compiler knows nothing.
#[inline(never)]
fn mark() {
    unsafe { asm!("", options(nostack)) };
}

/// The rows that follow are of this event.
#[inline(never)]
fn at(event: &str) {
    PASSED.with(|passed| {
        let mut passed = passed.borrow_mut();
        let turn = *passed.0.entry(event.to_string()).and_modify(|n| *n += 1).or_insert(0);
        passed.1 = event.to_string();
        passed.2 = turn;
    });
    row("now", TRUTH_NOW.load(Ordering::Relaxed));
}

/// What a row can have.
trait Plain: Copy {
    /// The type as tests/truth/record.h has it, and the bytes.
    fn plain(self) -> (&'static str, u64);
}

macro_rules! plain {
    ($($type:ty, $name:literal, $bits:ty;)*) => {
        $(impl Plain for $type {
            fn plain(self) -> (&'static str, u64) { ($name, self as $bits as u64) }
        })*
    };
}

plain! {
    i8, "s8", u8; i16, "s16", u16; i32, "s32", u32; i64, "s64", u64; isize, "s64", u64;
    u8, "u8", u8; u16, "u16", u16; u32, "u32", u32; u64, "u64", u64; usize, "u64", u64;
    bool, "u8", u8; char, "u32", u32;
}

#[inline(never)]
fn row<T: Plain>(name: &str, value: T) {
    let (kind, bits) = value.plain();
    PASSED.with(|passed| {
        let passed = passed.borrow();
        let now = TRUTH_NOW.load(Ordering::Relaxed);
        println!("{} {} {} {} {} {:#x}", passed.1, now, passed.2, name, kind, bits);
    });
}

/// A row of an array.
#[inline(never)]
fn rows<T: Plain>(name: &str, values: &[T]) {
    PASSED.with(|passed| {
        let passed = passed.borrow();
        let now = TRUTH_NOW.load(Ordering::Relaxed);
        let list: Vec<String> = values.iter().map(|value| format!("{:#x}", value.plain().1)).collect();
        println!("{} {} {} {} {} {}", passed.1, now, passed.2, name, values[0].plain().0, list.join(","));
    });
}

/// It is used.
fn keep<T>(value: T) {
    unsafe { asm!("/* {0} */", in(reg) &value, options(nostack)) };
}

#[inline(never)]
fn numbers(a: i8, b: i16, c: i32, d: i64, e: isize, f: u8, g: u16, h: u32, i: u64, yes: bool, letter: char) -> i64 {
    mark(); //@ P2 a b c d e f g h i yes letter
    at("P2");
    row("a", a);
    row("b", b);
    row("c", c);
    row("d", d);
    row("e", e);
    row("f", f);
    row("g", g);
    row("h", h);
    row("i", i);
    row("yes", yes);
    row("letter", letter);
    a as i64 + b as i64 + c as i64 + d + e as i64 + f as i64 + g as i64 + h as i64 + i as i64 + yes as i64
}

#[inline(never)]
fn wide(big: i128, ubig: u128, small: f32, large: f64, last: u16) -> i128 {
    mark(); //@ P3 last $params halves=big:x64[2]
    //- P3 big the kernel has no number of that size
    //- P3 large the kernel cannot fetch floating-point numbers
    at("P3");
    row("last", last);
    rows("halves", &[big as u64, (big >> 64) as u64]);
    big + ubig as i128 + small as i128 + large as i128 + last as i128
}

#[derive(Clone, Copy)]
struct Point {
    x: i32,
    y: i32,
}

struct Pair<T>(T, u8);

struct Shape {
    name: String,
    corners: Vec<Point>,
    origin: Point,
    size: (u16, i64),
    open: bool,
    next: Option<Box<Shape>>,
}

trait Area {
    fn area(&self, factor: i32) -> i32;
}

impl Area for Shape {
    #[inline(never)]
    fn area(&self, factor: i32) -> i32 {
        let local = factor * self.origin.x;
        mark(); //@ P4 $vars factor local y=self.origin.y width=self.size.0 height=self.size.__1 self.open ?corner=self.corners.buf.inner.ptr.pointer.pointer[4]:u8 length=self.corners.len
        at("P4");
        row("factor", factor);
        row("local", local);
        row("y", self.origin.y);
        row("width", self.size.0);
        row("height", self.size.1);
        row("open", self.open);
        row("length", self.corners.len());
        row("corner", self.corners[0].y as u8);
        local + self.origin.y
    }
}

impl Shape {
    #[inline(never)]
    fn grow(&mut self, by: &i32, boxed: Box<i64>, shared: Rc<Point>) -> i64 {
        self.origin.x += *by;
        mark(); //@ P5 x=self.origin.x by=by[0] boxed=boxed[0] shared=shared.ptr.pointer.value.y strong=shared.ptr.pointer.strong.value.value
        at("P5");
        row("x", self.origin.x);
        row("by", *by);
        row("boxed", *boxed);
        row("shared", shared.y);
        row("strong", Rc::strong_count(&shared));
        *boxed + shared.x as i64
    }
}

#[inline(never)]
fn texts(text: &str, list: &[u16], owned: &String, bytes_of: [u8; 4]) -> usize {
    mark(); //@ P6 length=text.length first=text.data_ptr[0] three=text.data_ptr[0]:u8[3] count=list.length second=list.data_ptr[1] capacity=owned.vec.len array=bytes_of
    //- P6 text.data_ptr:string a text of Rust does not end with a NUL
    at("P6");
    row("length", text.len());
    row("first", text.as_bytes()[0]);
    rows("three", &text.as_bytes()[..3]);
    row("count", list.len());
    row("second", list[1]);
    row("capacity", owned.len());
    rows("array", &bytes_of);
    text.len() + list.len() + owned.len() + bytes_of[0] as usize
}

#[inline(never)]
fn whole(text: &str, point: Point, tuple: (u8, i64), pair: Pair<u16>) -> usize {
    mark(); //@ P7 ?text ?point ?tuple ?pair +text_length +point_x +point_y +tuple___0 +tuple___1 +pair___0 +pair___1
    at("P7");
    row("text_length", text.len());
    row("point_x", point.x);
    row("point_y", point.y);
    row("tuple___0", tuple.0);
    row("tuple___1", tuple.1);
    row("pair___0", pair.0);
    row("pair___1", pair.1);
    text.len() + point.x as usize + tuple.1 as usize + pair.0 as usize
}

enum Kind {
    Nothing,
    Number(i32),
    Named { first: u8, second: i64 },
}

#[inline(never)]
fn variants(kind: &Kind, tagged: Option<u32>, niche: Option<&Point>, result: Result<u16, i64>) -> i64 {
    let number = match kind {
        Kind::Nothing => 0,
        Kind::Number(n) => *n as i64,
        Kind::Named { first, second } => *first as i64 + *second,
    };

    mark(); //@ P8 number which=kind.discriminant is_some=tagged.discriminant ok=result.discriminant $vars +tagged_discriminant +result_discriminant
    at("P8");
    row("number", number);
    row("which", match kind { Kind::Nothing => 0u32, Kind::Number(_) => 1, Kind::Named { .. } => 2 });
    row("is_some", tagged.is_some() as u32);
    row("ok", result.is_err() as u16);
    row("tagged_discriminant", tagged.is_some() as u32);
    row("result_discriminant", result.is_err() as u16);
    if let Some(value) = tagged {
        row("tagged_Some___0", value);
    }
    match result {
        Ok(short) => row("result_Ok___0", short),
        Err(long) => row("result_Err___0", long),
    }
    if let (Some(value), Some(point), Ok(short)) = (tagged, niche, result) {
        mark(); //@ P9 inner=tagged.Some.0 x=niche.Some.0->x short=result.Ok.0 value point.y
        at("P9");
        row("inner", value);
        row("x", point.x);
        row("short", short);
        row("value", value);
        row("y", point.y);
    }
    if let (Err(long), Kind::Named { first, second }) = (&result, kind) {
        mark(); //@ P10 long=result.Err.0 first=kind.Named.first second=kind.Named.second
        at("P10");
        row("long", *long);
        row("first", *first);
        row("second", *second);
    }
    number
}

#[inline(never)]
fn shadows(n: i32) -> i32 {
    let value = n as i64 * 7;
    mark(); //@ P11 value n
    at("P11");
    row("value", value);
    row("n", n);
    let value = (value + 1) as i16;
    {
        let value = value as u8;
        mark(); //@ P12 value n
        at("P12");
        row("value", value);
        row("n", n);
        keep(value);
    }
    mark(); //@ P13 value n $vars
    at("P13");
    row("value", value);
    row("n", n);
    value as i32
}

#[inline(never)]
fn closures(captured: i32) -> i64 {
    let mut sum = 0i64;
    let moved = captured as i64 * 1000;
    let mut add = |more: i32| {
        sum += more as i64;
        mark(); //@ P14 more sum captured moved
        at("P14");
        row("more", more);
        row("sum", sum);
        row("captured", captured);
        row("moved", moved);
        sum + captured as i64 + moved
    };
    let result = add(3) + add(4);
    result + sum
}

#[inline(always)]
fn folded(point: &Point, by: i32) -> i32 {
    let result = point.y * by;

    mark(); //@ P15 by result x=point.x
    at("P15");
    row("by", by);
    row("result", result);
    row("x", point.x);
    result
}

#[inline(never)]
fn largest<T: PartialOrd + Plain>(values: &[T]) -> T {
    let mut found = values[0];

    for &value in values {
        if value > found {
            found = value;
        }
        mark(); //@ P16 value found count=values.length
        at("P16");
        row("value", value);
        row("found", found);
        row("count", values.len());
    }
    found
}

#[inline(never)]
fn give_point(n: i32) -> Point {
    Point { x: n * -5, y: n + 6 }
}

#[inline(never)]
fn give_text(n: i32) -> &'static str {
    if n % 2 == 0 { "even" } else { "odd" }
}

fn run(n: i32) {
    let shape = || Shape {
        name: format!("shape {}", n),
        corners: vec![Point { x: n, y: n * 2 }; 3],
        origin: Point { x: n * 3, y: n * -4 },
        size: (n as u16, n as i64 * -5000000000),
        open: n % 2 == 0,
        next: None,
    };
    let mut first = shape();

    first.next = Some(Box::new(shape()));
    unsafe {
        TOTAL += n as i64;
        FIXED -= n as i64;
        inner::TOTAL += n as u16;
    }
    keep(inner::totals(n as u16));
    keep(numbers(n as i8 * -9, n as i16 * -900, n * -90000, n as i64 * -90000000000, -n as isize,
        n as u8 * 30, n as u16 * 9000, n as u32 * 700000000, n as u64 * 9000000000000, n % 2 == 1,
        char::from_u32(0x1f600 + n as u32).unwrap()));
    keep(wide(n as i128 * -3, n as u128 * 5, n as f32, n as f64, n as u16));
    keep(first.area(n * 2));
    keep(first.grow(&(n * 3), Box::new(n as i64 * -7000000000), Rc::new(Point { x: n, y: n * -8 })));
    keep(texts(&first.name, &[n as u16, n as u16 * 3, 5], &first.name, [n as u8, 2, 3, 4]));
    keep(whole(&first.name, Point { x: n, y: -n }, (n as u8, n as i64 * -11), Pair(n as u16, 7)));
    for kind in [Kind::Nothing, Kind::Number(n * -12), Kind::Named { first: n as u8, second: n as i64 * 13000000000 }] {
        keep(variants(&kind, Some(n as u32), Some(&first.origin), Ok(n as u16)));
        keep(variants(&kind, None, None, Err(n as i64 * -14000000000)));
    }
    keep(shadows(n));
    keep(closures(n));
    keep(folded(&first.origin, n) + folded(&Point { x: n, y: n * 15 }, 16));
    keep(largest(&[n, n * 2, -n]));
    keep(largest(&[n as u8, 3, 9]));
    at("R1"); //@ R1 at=give_point%return x=$retval.x ?y=$retval.y
    let point = give_point(n);
    row("x", point.x);
    row("y", point.y);
    at("R2"); //@ R2 at=give_text%return length=$retval.length
    row("length", give_text(n).len());
    keep(first.next);
}

fn main() {
    for n in 1..=6 {
        TRUTH_NOW.store(n, Ordering::Relaxed);
        PASSED.with(|passed| passed.borrow_mut().0.clear());
        run(n as i32);
    }
}
