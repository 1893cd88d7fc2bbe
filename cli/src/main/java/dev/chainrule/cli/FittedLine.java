package dev.chainrule.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// One line of fields of which the important ones stay when there is no room for all.
///
/// Fields get room in the order of their rank. For one of the first three ranks those before it are made short if need
/// be; the others take what is left.
final class FittedLine {
    private static final String BETWEEN = "  ";
    private static final int ESSENTIAL = 3;

    private final List<Field> fields = new ArrayList<>();

    private record Field(int place, int rank, String full, String brief) {}

    /// Adds a field behind those that are there.
    ///
    /// @param rank 1 for what matters most
    /// @param full as it stands where there is room
    /// @param brief as short as it can be understood
    FittedLine add(int rank, String full, String brief) {
        fields.add(new Field(fields.size(), rank, full, brief));
        return this;
    }

    /// Adds a field that has no shorter form.
    FittedLine add(int rank, String text) {
        return add(rank, text, text);
    }

    /// The line, of at most so many characters.
    String fit(int width) {
        List<Field> byRank =
                fields.stream().sorted(Comparator.comparingInt(Field::rank)).toList();
        String[] shown = new String[fields.size()];
        for (Field field : byRank) {
            if (!shows(shown, field.place(), field.full(), width)
                    && !shows(shown, field.place(), field.brief(), width)
                    && field.rank() <= ESSENTIAL) {
                shorten(shown, field, width);
            }
        }
        if (!byRank.isEmpty() && shown[byRank.getFirst().place()] == null) {
            return byRank.getFirst().brief().substring(0, Math.max(0, width));
        }
        return joined(shown);
    }

    /// Makes room for a field by taking the short forms of all that are shown, if that is enough.
    private void shorten(String[] shown, Field wanted, int width) {
        String[] before = shown.clone();
        for (Field field : fields) {
            if (shown[field.place()] != null) {
                shown[field.place()] = field.brief();
            }
        }
        if (!shows(shown, wanted.place(), wanted.brief(), width)) {
            System.arraycopy(before, 0, shown, 0, shown.length);
        }
    }

    /// Shows a field if there is room for it.
    private static boolean shows(String[] shown, int place, String text, int width) {
        shown[place] = text;
        boolean fits = joined(shown).length() <= width;
        if (!fits) {
            shown[place] = null;
        }
        return fits;
    }

    private static String joined(String[] shown) {
        return Arrays.stream(shown)
                .filter(Objects::nonNull)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(BETWEEN));
    }
}
