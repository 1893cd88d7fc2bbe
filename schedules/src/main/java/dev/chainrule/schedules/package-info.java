/// Runs what several threads do at once in many orders, each of them chosen by
/// [Fray](https://github.com/cmu-pasta/fray) instead of by the operating system. Never shipped.
///
/// Fray needs a Java whose own classes tell it of every lock, start and wake-up; [InstrumentedJava][
/// dev.chainrule.schedules.InstrumentedJava] makes one. Time is virtual. Every access to a field or an array is a point
/// at which another thread may go on, but all see one memory: what only a weaker memory model shows is not found.
///
/// Each target was seen to fail where a line that it depends on was taken out.
@NullMarked
package dev.chainrule.schedules;

import org.jspecify.annotations.NullMarked;
