package dev.chainrule.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What one turn of one library measured.
///
/// @param median nanoseconds of the median step
/// @param least nanoseconds of the fastest step
/// @param ninth nanoseconds that nine tenths of the steps did not exceed
/// @param steps how many were timed
/// @param bytes heap bytes that all threads together allocated per step
record Slice(long median, long least, long ninth, long steps, long bytes) {

    static Slice parse(String text) {
        long[] values =
                Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Slice(values[0], values[1], values[2], values[3], values[4]);
    }

    @Override
    public String toString() {
        return LongStream.of(median, least, ninth, steps, bytes)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" "));
    }
}
