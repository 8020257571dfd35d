// SPDX-License-Identifier: GPL-2.0-or-later
// Functions of the names that Rust has. Nobody runs it.
#![no_std]

#[panic_handler]
fn panic(_info: &core::panic::PanicInfo) -> ! {
    loop {}
}

// The value, which the compiler does not know.
fn some<T: Copy>(value: T) -> T {
    unsafe { core::ptr::read_volatile(&value) }
}

pub mod shape {
    use super::some;

    pub trait Area {
        fn area(&self, scale: u64) -> u64;
        #[inline(never)]
        fn twice(&self) -> u64 {
            self.area(2) + 1
        }
    }
    pub struct Square {
        pub side: u64,
    }
    pub struct Circle<T> {
        pub radius: T,
    }
    pub enum Kind {
        Round(u64),
        Flat,
    }
    impl Square {
        #[inline(never)]
        pub fn method(&self, by: u64) -> u64 {
            some(self.side) * by + 17
        }
        #[inline(never)]
        pub fn new(side: u64) -> Square {
            Square { side: some(side) }
        }
    }
    impl<T: Copy + Into<u64>> Circle<T> {
        #[inline(never)]
        pub fn method(&self, by: u64) -> u64 {
            some(self.radius).into() + by
        }
    }
    impl Kind {
        #[inline(never)]
        pub fn method(&self, by: u64) -> u64 {
            match self {
                Kind::Round(r) => some(*r) + by,
                Kind::Flat => some(by),
            }
        }
    }
    impl Area for Square {
        #[inline(never)]
        fn area(&self, scale: u64) -> u64 {
            some(self.side) * scale
        }
    }
    impl Area for Circle<u32> {
        #[inline(never)]
        fn area(&self, scale: u64) -> u64 {
            some(self.radius) as u64 * scale * 3
        }
    }
    impl Drop for Kind {
        #[inline(never)]
        fn drop(&mut self) {
            some(0u8);
        }
    }
}

#[inline(never)]
fn generic<T: Copy>(value: T, more: u64) -> T {
    some(more);
    some(value)
}

#[inline(never)]
fn apply(f: &dyn Fn(u64) -> u64, value: u64) -> u64 {
    f(some(value))
}

#[no_mangle]
pub extern "C" fn entry(a: u64) -> u64 {
    use shape::{Area, Circle, Kind, Square};
    let square = Square::new(a);
    let circle = Circle { radius: a as u32 };
    let kind = Kind::Round(a);
    let add = |x: u64| some(x) + a;

    generic(a, 1)
        + generic(a as u32, 2) as u64
        + apply(&add, 3)
        + square.method(1)
        + circle.method(2)
        + kind.method(3)
        + Kind::Flat.method(1)
        + square.area(4)
        + circle.area(5)
        + square.twice()
}
