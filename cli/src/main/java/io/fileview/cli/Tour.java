package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.cli.Observation.Result;
import io.fileview.cli.Palette.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Demonstrates the promises one by one and counts the results. */
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
                    new CopyOnWritePromise(),
                    new TruncatedFilePromise(),
                    new FailedFlushPromise(),
                    new KilledCommitPromise());

    private static final String DID = "    did   ";
    private static final int INDENT = DID.length();

    private final DemoTarget target;
    private final List<Shown> shown = new ArrayList<>();

    /** A promise and the result of its demonstration. */
    private record Shown(Promise promise, Observation seen) {}

    Tour(DemoTarget target) {
        this.target = target;
    }

    /** Demonstrates all promises and prints each result. */
    void run(Output output, Palette palette) {
        boolean symbols = output.canShow("✓✗→µ");
        for (Promise promise : PROMISES) {
            String number = Integer.toString(shown.size() + 1);
            output.line("");
            output.line(
                    palette.bold(
                            " ".repeat(2 - number.length()) + number + "  " + promise.statement()));
            paragraph(output, DID, INDENT, promise.action());
            output.flush();
            Observation seen = see(promise);
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

    /** Demonstrates all promises without output. */
    void runSilently() {
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
            json.writeStringField("promise", each.promise().statement());
            json.writeStringField("did", each.promise().action());
            json.writeStringField("result", each.seen().result().label());
            json.writeStringField("seen", each.seen().text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("promisesSeen", count(Result.SEEN));
        json.writeNumberField("promisesNotSeen", count(Result.NOT_SEEN));
    }

    private Observation see(Promise promise) {
        Observation seen;
        try {
            seen = promise.show(target);
        } catch (OutputClosed gone) {
            throw gone;
        } catch (IOException | RuntimeException | InternalError failure) {
            seen = Observation.notSeen(ErrorSentence.of(failure));
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
            case UNSUPPORTED, NOT_SHOWN -> "  - " + result.label() + ": ";
        };
    }

    private static Tone tone(Result result) {
        return switch (result) {
            case SEEN -> Tone.NEW;
            case NOT_SEEN -> Tone.OLD;
            case UNSUPPORTED, NOT_SHOWN -> Tone.YELLOW;
        };
    }

    /** Prints a paragraph with line breaks between words and a hanging indent. */
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
