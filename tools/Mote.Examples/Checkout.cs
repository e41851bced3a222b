namespace Mote.Examples;

/// <summary>The repository this program was built in.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Mote.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException(
            "the examples are generated inside the checkout; name a folder to write them elsewhere");
    }
}
