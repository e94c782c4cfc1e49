package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.cli.CommandLines.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** How names appear in what a command prints; their bytes are as {@link EscapedBytes} has them. */
final class NamesShown {
    private NamesShown() {}

    /** A name in text: nothing of it controls the terminal, and every byte can be told. */
    static String inText(String name, String locale) {
        return name.replace("\n", "\\n")
                .replace("\u001b", "\\x1b")
                .replace("\u009b", "\\x9b")
                .replace("\u202e", "\\u202e")
                .replace("\udcff", "\\xff")
                .replace("ü", locale.equals("C") ? "\\xc3\\xbc" : "ü");
    }

    /** A name in JSON, before it is escaped. */
    static String decoded(String name) {
        return new String(EscapedBytes.bytes(name), StandardCharsets.UTF_8);
    }

    /** All of the output can be shown, and each error takes a line. */
    static void assertPrintable(Result run) {
        assertPrintable(run.out());
        assertPrintable(run.err());
        assertThat(run.error().lines()).allMatch(line -> line.startsWith("fileview: "));
    }

    private static void assertPrintable(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8: " + new String(bytes, StandardCharsets.UTF_8), e);
        }
        assertThat(text).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]");
    }

    static void assertNamed(Result run, String shown) {
        assertThat(run.text()).startsWith(shown + ": ");
    }

    static void assertError(Result run, String part) {
        assertThat(run.error()).startsWith("fileview: ").contains(part).hasLineCount(1);
    }

    /** A JSON document names a file in this field. */
    static void assertPath(Result run, String field, String name) {
        assertPath(Json.parse(run.out()), field, name);
    }

    /** The first line of JSON, or the first of the files in a document, names a file. */
    static void assertFile(Result run, String name) {
        String text = run.text();
        Json first =
                text.startsWith("{\n")
                        ? Json.parse(run.out()).at("files", 0)
                        : Json.parse(text.lines().findFirst().orElseThrow()
                                .getBytes(StandardCharsets.UTF_8));
        assertPath(first, "path", name);
    }

    private static void assertPath(Json json, String field, String name) {
        assertThat(json.at(field).text()).isEqualTo(decoded(name));
        if (EscapedBytes.hasBytes(name)) {
            assertThat(json.at(field + "Bytes").text())
                    .isEqualTo(HexFormat.of().formatHex(EscapedBytes.bytes(name)));
        } else {
            assertThat(json.toString()).doesNotContain(field + "Bytes");
        }
    }

    /** The paths of the files in a JSON document. */
    static List<String> paths(Result run) {
        return Json.parse(run.out()).at("files").list().stream()
                .map(file -> file.at("path").text())
                .toList();
    }
}
