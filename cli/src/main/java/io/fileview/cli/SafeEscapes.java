package io.fileview.cli;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Escapes in JSON what {@link Printable} escapes in text. JSON itself asks for that only of the
 * characters before the space; surrogates are escaped by the generator.
 */
final class SafeEscapes extends CharacterEscapes {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final char DELETE = 0x7f;

    @Override
    public int[] getEscapeCodesForAscii() {
        int[] codes = standardAsciiEscapesForJSON();
        codes[DELETE] = ESCAPE_CUSTOM;
        return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int ch) {
        return Printable.isControl((char) ch)
                ? new SerializedString(Printable.unicodeEscape((char) ch))
                : null;
    }
}
