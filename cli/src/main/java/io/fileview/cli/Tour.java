package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.cli.Palette.Tone;
import io.fileview.cli.Seen.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shows the promises one after the other and keeps the score. */
final class Tour {
    private static final List<Promise> PROMISES =
            List.of(
                    new AnyRangePromise(),
                    new PageStatesPromise(),
                    new FlushPromise(),
                    new WorkingSetPromise(),
                    new ShareCountPromise(),
                    new HeldOpenPromise(),
                    new AddressReusePromise(),
                    new UseAfterUnmapPromise(),
                    new AddressCheckedPromise(),
                    new CopyOnWritePromise());

    private static final String DID = "    did   ";
    private static final int INDENT = DID.length();

    private final Stage stage;
    private final List<Shown> shown = new ArrayList<>();

    /** A promise that was shown, and what was seen of it. */
    private record Shown(Promise promise, Seen seen) {}

    Tour(Stage stage) {
        this.stage = stage;
    }

    /** Shows each promise as it is tried. */
    void talk(Output output, Palette palette) {
        boolean symbols = output.canShow("✓✗→µ");
        for (Promise promise : PROMISES) {
            String number = Integer.toString(shown.size() + 1);
            output.line("");
            output.line(
                    palette.bold(
                            " ".repeat(2 - number.length()) + number + "  " + promise.words()));
            paragraph(output, DID, INDENT, promise.deed());
            output.flush();
            Seen seen = see(promise);
            String mark = mark(seen.result(), symbols);
            paragraph(
                    output,
                    palette.paint(tone(seen.result()), mark),
                    mark.length(),
                    symbols ? seen.text() : seen.text().replace("→", "->").replace("µs", "us"));
        }
        output.line("");
        output.line(palette.paint(allSeen() ? Tone.NEW : Tone.OLD, summary()));
    }

    /** Tries all promises without a word. */
    void silently() {
        for (Promise promise : PROMISES) {
            see(promise);
        }
    }

    boolean allSeen() {
        return count(Result.NOT_SEEN) == 0;
    }

    void document(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("promises");
        for (int i = 0; i < shown.size(); i++) {
            Shown each = shown.get(i);
            json.writeStartObject();
            json.writeNumberField("number", i + 1);
            json.writeStringField("promise", each.promise().words());
            json.writeStringField("did", each.promise().deed());
            json.writeStringField("result", each.seen().result().words());
            json.writeStringField("seen", each.seen().text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("promisesSeen", count(Result.SEEN));
        json.writeNumberField("promisesNotSeen", count(Result.NOT_SEEN));
    }

    private Seen see(Promise promise) {
        Seen seen;
        try {
            seen = promise.show(stage);
        } catch (OutputGone gone) {
            throw gone;
        } catch (IOException | RuntimeException | InternalError failure) {
            seen = Seen.notSeen(ErrorSentence.of(failure));
        }
        shown.add(new Shown(promise, seen));
        return seen;
    }

    private int count(Result result) {
        int count = 0;
        for (Shown each : shown) {
            if (each.seen().result() == result) {
                count++;
            }
        }
        return count;
    }

    private String summary() {
        int possible = count(Result.SEEN) + count(Result.NOT_SEEN);
        String text = count(Result.SEEN) + " of " + possible + " promises seen";
        if (count(Result.UNSUPPORTED) > 0) {
            text += ", " + count(Result.UNSUPPORTED) + " not supported on this system";
        }
        if (count(Result.NOT_SHOWN) > 0) {
            text += ", " + count(Result.NOT_SHOWN) + " not shown";
        }
        return text;
    }

    private static String mark(Result result, boolean symbols) {
        return switch (result) {
            case SEEN -> symbols ? "  ✓ seen  " : " ok seen  ";
            case NOT_SEEN -> symbols ? "  ✗ not seen: " : "  ! not seen: ";
            case UNSUPPORTED, NOT_SHOWN -> "  - " + result.words() + ": ";
        };
    }

    private static Tone tone(Result result) {
        return switch (result) {
            case SEEN -> Tone.NEW;
            case NOT_SEEN -> Tone.OLD;
            case UNSUPPORTED, NOT_SHOWN -> Tone.YELLOW;
        };
    }

    /** Breaks lines between words, each under the one before. */
    private static void paragraph(Output output, String head, int headWidth, String text) {
        int width = Math.max(40, Math.min(100, output.terminal().width()));
        StringBuilder line = new StringBuilder(head);
        int length = headWidth;
        boolean atStart = true;
        for (String word : Printable.oneLine(text).split(" ", -1)) {
            if (!atStart && length + 1 + word.length() > width) {
                output.line(line);
                line.setLength(0);
                line.append(" ".repeat(INDENT));
                length = INDENT;
                atStart = true;
            }
            line.append(atStart ? "" : " ").append(word);
            length += word.length() + (atStart ? 0 : 1);
            atStart = false;
        }
        output.line(line);
    }
}
