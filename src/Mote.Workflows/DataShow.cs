using Mote.Data;

namespace Mote.Workflows;

/// <summary>What a dataset holds.</summary>
public sealed record DataReport(string Dataset, DatasetSummary Summary);

/// <summary>Looks at a dataset.</summary>
public static class DataShow
{
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0507: the folder is no dataset, or a damaged one.</exception>
    public static DataReport Run(string folder, CancellationToken cancellation = default) =>
        new(folder, DatasetSummary.Of(Dataset.Open(folder), cancellation));
}
