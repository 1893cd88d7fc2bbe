package dev.chainrule.lab.dataset;

/// Predicts blocks of 4 × 4 samples from their edge, RFC 6386 section 12.3.
///
/// The edge runs from the lowest sample at the left (0) over the corner (4) to the eighth sample above (12). Each new
/// sample of a direction is a mean around one place of the edge: of one, two (this and the next) or three (with the one
/// before).
final class Vp8Blocks {
    private static final int CORNER = 4;
    private static final int EDGE = 13;

    /// For each mode from 2 on, and each sample, how many are averaged and around which place: 3 × 16 + 4 is three
    /// around the corner.
    private static final int[][] PLACES = {
        {},
        {},
        rows("35 36 37 38 35 36 37 38 35 36 37 38 35 36 37 38"),
        rows("33 33 33 33 32 32 32 32 31 31 31 31 30 30 30 30"),
        rows("36 37 38 39 37 38 39 3a 38 39 3a 3b 39 3a 3b 3c"),
        rows("34 35 36 37 33 34 35 36 32 33 34 35 31 32 33 34"),
        rows("24 25 26 27 34 35 36 37 33 24 25 26 32 34 35 36"),
        rows("25 26 27 28 36 37 38 39 26 27 28 3a 37 38 39 3b"),
        rows("23 34 35 36 22 33 23 34 21 32 22 33 20 31 21 32"),
        rows("22 32 21 31 21 31 20 30 20 30 10 10 10 10 10 10"),
    };

    private Vp8Blocks() {}

    private static int[] rows(String places) {
        String[] words = places.split(" ", -1);
        int[] numbers = new int[words.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(words[i], 16);
        }
        return numbers;
    }

    /// Predicts the block at index `at` of a plane.
    ///
    /// @param mode 0 mean, 1 both, 2 from above, 3 from the left, 4 … 9 along a diagonal
    /// @param aboveRight the index of the four samples above and to the right
    static void predict(Vp8Plane plane, int mode, int at, int aboveRight) {
        int[] edge = edge(plane, at, aboveRight);
        int mean = mode == 0 ? mean(edge) : 0;
        for (int i = 0; i < 16; i++) {
            int value = switch (mode) {
                case 0 -> mean;
                case 1 -> edge[CORNER + 1 + i % 4] + edge[CORNER - 1 - i / 4] - edge[CORNER];
                default -> around(edge, PLACES[mode][i]);
            };
            plane.set(at + i / 4 * plane.stride + i % 4, value);
        }
    }

    private static int[] edge(Vp8Plane plane, int at, int aboveRight) {
        int[] edge = new int[EDGE];
        for (int i = 0; i < 4; i++) {
            edge[i] = plane.get(at + (3 - i) * plane.stride - 1);
            edge[CORNER + 1 + i] = plane.get(at - plane.stride + i);
            edge[CORNER + 5 + i] = plane.get(aboveRight + i);
        }
        edge[CORNER] = plane.get(at - plane.stride - 1);
        return edge;
    }

    private static int mean(int[] edge) {
        int sum = 4 - edge[CORNER];
        for (int i = 0; i < 2 * CORNER + 1; i++) {
            sum += edge[i];
        }
        return sum >> 3;
    }

    private static int around(int[] edge, int place) {
        int i = place & 0xf;
        int next = edge[Math.min(i + 1, EDGE - 1)];
        return switch (place >> 4) {
            case 1 -> edge[i];
            case 2 -> (edge[i] + next + 1) >> 1;
            default -> (edge[Math.max(i - 1, 0)] + 2 * edge[i] + next + 2) >> 2;
        };
    }
}
