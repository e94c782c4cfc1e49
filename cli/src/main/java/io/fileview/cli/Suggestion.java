package io.fileview.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What was probably meant by a word that is not known. */
final class Suggestion {
    private static final int MOST = 3;
    private static final int LONGEST = 40;

    private Suggestion() {}

    /** Returns a question that ends a sentence, or nothing if no candidate is similar. */
    static String of(String word, Collection<String> candidates) {
        String typed = word.split("=", 2)[0].toLowerCase(Locale.ROOT);
        if (typed.length() > LONGEST) {
            return "";
        }
        List<String> similar =
                candidates.stream()
                        .filter(candidate -> isSimilar(typed, candidate))
                        .sorted(
                                Comparator.<String>comparingInt(
                                        candidate -> distance(typed, candidate))
                                        .thenComparing(Comparator.naturalOrder()))
                        .limit(MOST)
                        .toList();
        return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    }

    /** One letter in three may be wrong; or it is the beginning. */
    private static boolean isSimilar(String typed, String candidate) {
        String letters = typed.replaceFirst("^-+", "");
        boolean isBeginning = letters.length() > 1 && candidate.startsWith(typed);
        return isBeginning || distance(typed, candidate) <= Math.max(1, letters.length() / 3);
    }

    /** How many letters are missing, too many, other ones, or swapped with their neighbours. */
    private static int distance(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                least[i][j] =
                        Math.min(
                                least[i - 1][j - 1] + other,
                                1 + Math.min(least[i - 1][j], least[i][j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
                }
            }
        }
        return least[a.length()][b.length()];
    }
}
