package io.fileview.errors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A translation of the C library's messages, as gettext stores it: after a header, a table of the
 * lengths and positions of the originals, and one of the translations.
 */
final class MessageCatalogue {
    private static final int MAGIC = 0x950412de;
    private static final int HEADER = 20;
    private static final long LARGEST = 16L << 20;

    private final ByteBuffer file;
    private final Map<String, String> translations = new HashMap<>();

    private MessageCatalogue(ByteBuffer file) {
        this.file = file;
    }

    /** Reads a catalogue; one that is damaged has no translations. */
    static MessageCatalogue read(Path path) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new IOException(path + " is too large for a catalogue of messages");
        }
        MessageCatalogue catalogue =
                new MessageCatalogue(ByteBuffer.wrap(Files.readAllBytes(path)));
        try {
            catalogue.readMessages();
        } catch (IndexOutOfBoundsException | IllegalArgumentException damaged) {
            catalogue.translations.clear();
        }
        return catalogue;
    }

    /** Returns the translation of a message, if there is one. */
    Optional<String> translation(String original) {
        return Optional.ofNullable(translations.get(original));
    }

    private void readMessages() {
        if (file.limit() < HEADER || !hasMagic()) {
            return;
        }
        int count = file.getInt(8);
        int originals = file.getInt(12);
        int translated = file.getInt(16);
        Charset charset = StandardCharsets.UTF_8;
        for (int i = 0; i < count; i++) {
            String original = text(originals + 8 * i, StandardCharsets.UTF_8);
            String translation = text(translated + 8 * i, charset);
            if (original.isEmpty()) { // the properties of the catalogue come first
                charset = charsetOf(translation);
            } else {
                translations.put(original, translation);
            }
        }
    }

    private boolean hasMagic() {
        file.order(ByteOrder.LITTLE_ENDIAN);
        if (file.getInt(0) == MAGIC) {
            return true;
        }
        file.order(ByteOrder.BIG_ENDIAN);
        return file.getInt(0) == MAGIC;
    }

    private String text(int entry, Charset charset) {
        byte[] bytes = new byte[Math.clamp(file.getInt(entry), 0, file.limit())];
        file.get(file.getInt(entry + 4), bytes);
        return new String(bytes, charset);
    }

    private static Charset charsetOf(String properties) {
        String key = "charset=";
        int start = properties.indexOf(key);
        if (start < 0) {
            return StandardCharsets.UTF_8;
        }
        int end = properties.indexOf('\n', start);
        return Charset.forName(
                properties
                        .substring(start + key.length(), end < 0 ? properties.length() : end)
                        .strip());
    }
}
