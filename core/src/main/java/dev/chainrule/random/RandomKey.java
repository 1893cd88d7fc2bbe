package dev.chainrule.random;

import java.util.random.RandomGenerator;

/// A 64-bit key to randomness: a value, not a state.
///
/// Whatever is drawn from a key is a pure function of the key, so the result depends neither on the number of threads
/// nor on what was drawn before. Derive a key for each purpose, then draw:
///
/// ```java
/// RandomKey run = RandomKey.of(42);
/// RandomKey step = run.child("step").child(1_000);
/// RandomGenerator order = run.child("shuffle").child(3).generator();
/// boolean kept = step.child("dropout").uniformAt(17) < 0.75;
/// ```
///
/// Equal keys give equal bits on every platform and every Java version. Nothing here is fit for cryptography.
///
/// Source: G. Steele, D. Lea and C. Flood, *Fast splittable pseudorandom number generators*, 2014 (SplitMix64); the
/// finaliser's constants are D. Stafford's variant 13.
///
/// @param bits the key itself; to begin from a seed that a person chose, use [#of(long)]
public record RandomKey(long bits) {
    static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;
    private static final long CHILD_MULTIPLIER = 0xd1342543de82ef95L;
    private static final long NAME_START = 0x6a09e667f3bcc909L;

    /// Returns the key that belongs to a seed; near seeds give unrelated keys.
    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed + GOLDEN_RATIO));
    }

    /// Returns the derived key with this number, for example that of an epoch, a step or a layer.
    public RandomKey child(long number) {
        return derive(mix(number + GOLDEN_RATIO));
    }

    /// Returns the derived key with this purpose, for example `"shuffle"` or `"dropout"`.
    public RandomKey child(String purpose) {
        long hash = NAME_START + purpose.length();
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash + purpose.charAt(i) + GOLDEN_RATIO);
        }
        return derive(hash);
    }

    // The multiplier keeps key and number apart: of(3).child(5) and of(5).child(3) are different keys.
    private RandomKey derive(long mixed) {
        return new RandomKey(mix(bits * CHILD_MULTIPLIER + mixed));
    }

    /// Returns a new generator at the beginning of this key's sequence.
    ///
    /// It costs a few nanoseconds to create, and is not safe for use by several threads at once.
    public RandomGenerator generator() {
        return new SplitMixRandom(mix(bits ^ NAME_START), mix(bits + CHILD_MULTIPLIER));
    }

    /// Returns the 64 random bits at this index of the key's table, in any order and from any thread.
    public long bitsAt(long index) {
        return mix(bits + (index + 1) * GOLDEN_RATIO);
    }

    /// Returns the uniform number in [0, 1) at this index of the key's table, in any order and from any thread.
    ///
    /// It is the natural source of a dropout mask: the element is kept where `uniformAt(index) < keep`, whatever
    /// the precision.
    public double uniformAt(long index) {
        return (bitsAt(index) >>> 11) * 0x1.0p-53;
    }

    static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
