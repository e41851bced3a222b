using System.Text;
using Mote.Data;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>What a dataset holds.</summary>
public sealed record DataReport(string Dataset, DatasetSummary Summary);

/// <summary>Looks at a dataset.</summary>
public static class DataShow
{
    /// <param name="folder">A dataset.</param>
    /// <param name="page">Where to write what it holds as a page; null for none.</param>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0507: the folder is no dataset, or a damaged one; MOTE0004: the page
    /// cannot be written.</exception>
    public static DataReport Run(string folder, string? page = null, CancellationToken cancellation = default)
    {
        var dataset = Dataset.Open(folder);
        var summary = DatasetSummary.Of(dataset, cancellation);
        if (page is not null)
        {
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            WholeFile.Write(page, Encoding.UTF8.GetBytes(DataPage.Html(dataset, summary, name)));
        }
        return new DataReport(folder, summary);
    }
}
