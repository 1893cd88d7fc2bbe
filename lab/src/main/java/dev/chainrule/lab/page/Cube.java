package dev.chainrule.lab.page;

import java.util.Arrays;
import java.util.List;

/// Numbers along three axes that are in groups.
///
/// @param name what makes the groups
/// @param details lines below the drawing
/// @param groups the group of each number, from 0; the first index goes along the first axis; not copied
@SuppressWarnings("ArrayRecordComponent") // shared on purpose; compared nowhere
public record Cube(String name, List<String> details, int[][][] groups) {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if there is not a group for each number
    public Cube {
        details = List.copyOf(details);
        boolean fits = groups.length > 0 && groups[0].length > 0 && groups[0][0].length > 0;
        for (int[][] plane : groups) {
            fits &= plane.length == groups[0].length
                    && Arrays.stream(plane).allMatch(row -> row.length == groups[0][0].length);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "Cube: groups of %s do not fit three axes; expected one for each number, at least one"
                            .formatted(name));
        }
    }

    /// How many numbers there are along an axis, 0 to 2.
    int extent(int axis) {
        return switch (axis) {
            case 0 -> groups.length;
            case 1 -> groups[0].length;
            case 2 -> groups[0][0].length;
            default ->
                throw new IllegalArgumentException("Cube: axis %s does not fit three; expected 0 to 2".formatted(axis));
        };
    }

    /// How many numbers there are.
    int size() {
        return extent(0) * extent(1) * extent(2);
    }

    /// The place of a number along an axis, counted from 0 with the last axis fastest.
    int place(int number, int axis) {
        int rest = axis < 2 ? number / extent(2) : number;
        rest = axis < 1 ? rest / extent(1) : rest;
        return rest % extent(axis);
    }

    /// The group of the number at the corner that is drawn in front.
    int front() {
        return groups[0][0][0];
    }
}
