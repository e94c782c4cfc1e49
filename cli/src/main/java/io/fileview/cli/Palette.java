package io.fileview.cli;

import java.util.Locale;

/** Colours, which may be off: the text is the same either way. */
final class Palette {
    private static final String RESET = "\033[0m";

    /** When to use colours. */
    enum Mode {
        AUTO,
        ALWAYS,
        NEVER;

        /** As it is typed, and completed by the shell. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The style of a piece of text. */
    enum Tone {
        PLAIN(""),
        BOLD("\033[1m"),
        DIM("\033[2m"),
        GREEN("\033[32m"),
        YELLOW("\033[33m"),
        CYAN("\033[36m"),
        /** Bold, so that it stands out even if colours cannot be distinguished. */
        OLD("\033[1;31m"),
        NEW("\033[1;32m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private final boolean on;

    private Palette(boolean on) {
        this.on = on;
    }

    /** Uses colours on a terminal unless NO_COLOR is set; see no-color.org. */
    static Palette of(Mode mode, Terminal terminal) {
        if (mode != Mode.AUTO) {
            return new Palette(mode == Mode.ALWAYS);
        }
        String noColor = System.getenv("NO_COLOR");
        boolean wanted = noColor == null || noColor.isEmpty();
        return new Palette(
                wanted && terminal.showsColours() && !"dumb".equals(System.getenv("TERM")));
    }

    boolean isOn() {
        return on;
    }

    String paint(Tone tone, String text) {
        return on && tone != Tone.PLAIN && !text.isEmpty() ? tone.code + text + RESET : text;
    }

    String dim(String text) {
        return paint(Tone.DIM, text);
    }

    String bold(String text) {
        return paint(Tone.BOLD, text);
    }

    /** Switches from one tone to another within a line; a line ends in {@link Tone#PLAIN}. */
    void change(StringBuilder line, Tone from, Tone to) {
        if (on && from != to) {
            if (from != Tone.PLAIN) {
                line.append(RESET);
            }
            line.append(to.code);
        }
    }
}
