using Mote.Data.Import;

namespace Mote.Data.Tests;

/// <summary>What is told of a dataset is what is in it.</summary>
public class SummaryTests
{
    [Fact]
    public void Counts_durations_and_all_that_is_suspicious()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/yes/a-p1.wav", 4, 1000, -2000, 3000, 4000);
        folder.Sound("in/yes/b-p2.wav", 4, 1000, -2000, 3000, 4000);
        folder.Sound("in/no/c-p1.wav", 4, 32767, 32767, 32767, 0);
        folder.Sound("in/no/d-p3.wav", 4, 7, 7, 7, 8);
        folder.Sound("in/no/e-p3.wav", 4, 5000, 7, 7, 8);
        folder.Write("split.csv", "file,split\nyes/a-p1.wav,train\nyes/b-p2.wav,test\nno/c-p1.wav,test\nno/d-p3.wav,train\nno/e-p3.wav,train\n");
        DatasetImport.Run(new ImportOptions
        {
            Paths = [folder.At("in")], PathPatterns = [new("-(p[0-9])", "who")], Group = "who", Tables = [new(folder.At("split.csv"))],
            Split = new() { Fact = "split" }, Window = new(2), Step = new(1),
        }, folder.At("set"), cancellation: TestContext.Current.CancellationToken);
        var s = DatasetSummary.Of(Dataset.Open(folder.At("set")), TestContext.Current.CancellationToken);
        Assert.Equal(new Amount(5, 15, 5, 3), s.All);
        Assert.Equal(["no", "yes"], s.Classes.Select(c => c.Name));
        Assert.Equal([6, 0, 3], s.Classes[0].BySplit);
        Assert.Equal([3, 0, 3], s.Classes[1].BySplit);
        Assert.Equal(2, s.Imbalance);
        Assert.Equal(0.5, s.WindowSeconds);
        Assert.Equal(["no/c-p1.wav"], s.Clipped);
        Assert.Equal(["no/d-p3.wav"], s.Silent);
        var same = Assert.Single(s.Duplicates);
        Assert.Equal(["yes/a-p1.wav", "yes/b-p2.wav"], same.Ids);
        Assert.True(same.AcrossSplits);
        Assert.False(same.AcrossClasses);
        var leak = Assert.Single(s.Leaks);
        Assert.Equal("p1", leak.Group);
        Assert.Equal(["train", "test"], leak.Splits);
    }
}
