package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.file.Path;

/** The output of {@code fileview view} as JSON. */
final class ViewDocument {
    private ViewDocument() {}

    static void writeEmpty(Path file, Output output) throws IOException {
        JsonReport.write(
                output,
                json -> {
                    head(json, file, 0, 0, 0);
                    json.writeArrayFieldStart("pages");
                    json.writeEndArray();
                    json.writeStringField("hex", "");
                });
    }

    static void write(Path file, FileMapping mapping, long offset, long length, Output output)
            throws IOException {
        try (View view =
                mapping.view(offset, length).threadConfined().advice(Advice.RANDOM).map()) {
            PageSurvey survey = PageSurvey.withOthers(view);
            view.advise(Advice.NORMAL);
            view.prefetch();
            byte[] bytes = new byte[Math.toIntExact(length)];
            Windows.copy(mapping, view, offset, bytes.length, bytes, 0);
            StringBuilder hex = new StringBuilder(2 * bytes.length);
            HexRow.appendDigits(hex, bytes, bytes.length);
            JsonReport.write(
                    output,
                    json -> {
                        head(json, file, mapping.size(), offset, length);
                        json.writeNumberField("pageSize", view.pageSize());
                        json.writeArrayFieldStart("pages");
                        for (int page = 0; page < survey.pages().pageCount(); page++) {
                            page(json, survey, page);
                        }
                        json.writeEndArray();
                        json.writeStringField("hex", hex.toString());
                    });
        }
    }

    private static void head(JsonGenerator json, Path file, long size, long offset, long length)
            throws IOException {
        JsonReport.path(json, file);
        json.writeNumberField("size", size);
        json.writeNumberField("offset", offset);
        json.writeNumberField("length", length);
    }

    private static void page(JsonGenerator json, PageSurvey survey, int page) throws IOException {
        PageMap pages = survey.pages();
        json.writeStartObject();
        json.writeNumberField("offset", pages.offsetOf(page));
        JsonReport.answer(json, "resident", pages.is(PageState.RESIDENT, page));
        JsonReport.answer(json, "dirty", pages.is(PageState.DIRTY, page));
        JsonReport.answer(json, "writeback", pages.is(PageState.WRITEBACK, page));
        JsonReport.answer(json, "mappedByOthers", survey.mappedByOthers(page));
        int others = survey.others(page);
        JsonReport.number(json, "shareCount", others == PageSurvey.UNKNOWN ? null : (long) others);
        json.writeEndObject();
    }
}
