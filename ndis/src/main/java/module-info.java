/** The NDIS file functions for drivers: whole files, with at most one mapping of each at a time. */
module io.fileview.ndis {
    requires transitive io.fileview;
    requires static org.jspecify;

    exports io.fileview.ndis;
}
