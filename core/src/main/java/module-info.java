/**
 * File mapping for Java: map any file, inspect which of its pages are in memory, make changes
 * durable, and unmap views immediately.
 *
 * <p>Start with {@link io.fileview.FileMapping} and {@link io.fileview.View}. The Linux engine
 * makes system calls and requires the option {@code --enable-native-access=io.fileview}; the
 * portable engine requires no option. The modules {@code jdk.jfr} and {@code java.management} are
 * optional: without the first there are no flight recorder events, without the second no MBean.
 */
@SuppressWarnings("module") // the module that reads the names of errors is compiled later
module io.fileview {
    requires static org.jspecify;
    requires static jdk.jfr;
    requires static java.management;

    exports io.fileview;
    exports io.fileview.pages;
    exports io.fileview.guarded;
    exports io.fileview.flush;
    exports io.fileview.commit;
    exports io.fileview.management;
    exports io.fileview.spi;

    exports io.fileview.errors to
            io.fileview.cli,
            io.fileview.ndis,
            io.fileview.win32;
    exports io.fileview.linux to
            io.fileview.cli;
    exports io.fileview.live to
            io.fileview.cli;
    exports io.fileview.messages to
            io.fileview.cli;
    exports io.fileview.proc to
            io.fileview.cli;
    exports io.fileview.waiting to
            io.fileview.win32;
    exports io.fileview.windows to
            io.fileview.cli,
            io.fileview.win32;

    uses io.fileview.spi.Engine;
}
