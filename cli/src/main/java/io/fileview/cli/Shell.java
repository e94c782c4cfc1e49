package io.fileview.cli;

import java.util.Locale;
import java.util.Optional;

/** The shell into which suggested commands are pasted. */
enum Shell {
    POSIX {
        @Override
        String quoted(String text) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
    },
    /** Only double quotes protect, and not from variables: a percent sign has to be outside them. */
    CMD {
        @Override
        String quoted(String text) {
            return "\"" + doubleQuotable(text).replace("%", "\"^%\"") + "\"";
        }
    },
    /**
     * In single quotes everything is itself but those, curved ones among them. They are gone when
     * {@code cmd.exe} reads the line for {@code fileview.cmd}, so inside is what that takes.
     */
    POWERSHELL {
        @Override
        String quoted(String text) {
            return "'" + CMD.quoted(text).replaceAll("['‘’‚‛]", "$0$0") + "'";
        }
    };

    /** The shell in which the user types, as far as the ancestors of this process tell. */
    static Shell here() {
        if (!Platform.WINDOWS) {
            return POSIX;
        }
        Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
        while (ancestor.isPresent()) {
            String name =
                    ancestor.get()
                            .info()
                            .command()
                            .map(path -> path.substring(path.lastIndexOf('\\') + 1))
                            .orElse("")
                            .toLowerCase(Locale.ROOT);
            if (name.equals("powershell.exe") || name.equals("pwsh.exe")) {
                return POWERSHELL;
            }
            if (!name.equals("cmd.exe")) {
                break;
            }
            ancestor = ancestor.get().parent(); // cmd.exe also runs fileview.cmd for PowerShell
        }
        return CMD;
    }

    /** Quotes the text as a word that can be pasted, if it needs it. */
    String word(String text) {
        String plain = this == POSIX ? "/._-+:,@%" : "/._-+:\\";
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && plain.indexOf(c) < 0) {
                return quoted(text);
            }
        }
        return text;
    }

    /** Quotes a text as {@link #word} does, also if it has what this output cannot show. */
    String word(String text, Output output) {
        boolean isShown =
                Printable.oneLine(text).equals(text) && output.canShow(text);
        return this == POSIX && !isShown ? octal(text) : word(text);
    }

    /** The form of bash, zsh and POSIX.1-2024 that can have every byte. */
    private static String octal(String text) {
        StringBuilder word = new StringBuilder("$'");
        for (byte each : EscapedBytes.bytes(text)) {
            boolean isItself = each >= ' ' && each < 0x7f && each != '\'' && each != '\\';
            word.append(isItself
                    ? "" + (char) each
                    : String.format(Locale.ROOT, "\\%03o", each & 0xff));
        }
        return word.append('\'').toString();
    }

    abstract String quoted(String text);

    /** Backslashes before the closing quote would make it a part of the word. */
    private static String doubleQuotable(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\\') {
            end--;
        }
        return text + "\\".repeat(text.length() - end);
    }
}
