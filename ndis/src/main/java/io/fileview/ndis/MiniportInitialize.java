package io.fileview.ndis;

import java.io.IOException;

/** A driver's routine that initialises an adapter. A driver may open files only in this routine. */
@FunctionalInterface
public interface MiniportInitialize {
    /**
     * Initialises the adapter. The routine must close the files that it opens before it returns.
     *
     * @param files the driver's files, valid during this call only
     * @return {@link NdisStatus#NDIS_STATUS_SUCCESS}, or another status if the initialisation
     *     failed
     * @throws IOException if the initialisation failed; an alternative to returning a status
     */
    int initialize(NdisFiles files) throws IOException;
}
