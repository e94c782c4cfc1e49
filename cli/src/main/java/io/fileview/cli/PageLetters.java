package io.fileview.cli;

import io.fileview.pages.Answer;
import io.fileview.pages.PageState;

/** Formats the state of a page as four letters. */
final class PageLetters {
    static final String LEGEND =
            "page states before the read: R resident, D dirty, W being written,\n"
                    + "S mapped by others, - no, ? unknown";

    private PageLetters() {}

    /** For example {@code RD-S}. */
    static String of(PageSurvey survey, int page) {
        char[] letters = {
            letter('R', survey.pages().is(PageState.RESIDENT, page)),
            letter('D', survey.pages().is(PageState.DIRTY, page)),
            letter('W', survey.pages().is(PageState.WRITEBACK, page)),
            letter('S', survey.mappedByOthers(page))
        };
        return new String(letters);
    }

    private static char letter(char yes, Answer answer) {
        return switch (answer) {
            case YES -> yes;
            case NO -> '-';
            case UNKNOWN -> '?';
        };
    }
}
