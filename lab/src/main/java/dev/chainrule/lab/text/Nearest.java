package dev.chainrule.lab.text;

import java.util.Collection;

/// Finds what somebody may have meant by a word that is not known.
public final class Nearest {
    private Nearest() {}

    /// `Did you mean 'x'?` for the known word that the fewest changes lead to, or nothing if none is near.
    public static String hint(String word, Collection<String> known) {
        String nearest = "";
        int fewest = Math.max(2, word.length() / 2);
        for (String candidate : known) {
            int changes = changes(word, candidate);
            if (changes <= fewest && (changes < fewest || nearest.isEmpty())) {
                fewest = changes;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? "" : ". Did you mean '" + nearest + "'?";
    }

    /// The number of characters to insert, delete or replace on the way from one word to the other (Levenshtein).
    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
