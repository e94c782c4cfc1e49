package io.fileview.live;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.pages.observed.ObservedPages;
import io.fileview.pages.observed.ObservedPages.Column;
import java.util.BitSet;
import java.util.Map;

/** The page map of a view whose pages the engine cannot observe. */
final class UnknownPages {
    private UnknownPages() {}

    static PageMap of(MappedView view, ByteRange bytes) {
        long pageSize = view.pageSize();
        long first = (view.offset() + bytes.offset()) / pageSize;
        long end =
                bytes.length() == 0
                        ? first
                        : (view.offset() + bytes.end() - 1) / pageSize + 1;
        return new ObservedPages(
                first * pageSize,
                pageSize,
                Math.toIntExact(end - first),
                view.protection() == Protection.COPY_ON_WRITE
                        ? Map.of()
                        : Map.of(PageState.PRIVATE, Column.known(new BitSet())),
                null,
                "the engine " + view.opening().engine().name() + " cannot observe it");
    }
}
