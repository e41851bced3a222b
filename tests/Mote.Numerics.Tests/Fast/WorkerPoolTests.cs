using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Each_part_is_run_once_on_its_thread(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int round = 0; round < 300; round++)
        {
            int parts = round % 17;
            var (calls, workers) = (new int[parts], new int[parts]);
            pool.Run(parts, (part, worker) =>
            {
                Interlocked.Increment(ref calls[part]);
                workers[part] = worker;
            });
            Assert.All(calls, c => Assert.Equal(1, c));
            Assert.Equal(Enumerable.Range(0, parts).Select(p => parts == 1 ? 0 : p % threads), workers);
            if (round % 50 == 0)
                Thread.Sleep(5);
        }
    }

    [Fact]
    public void A_failure_of_a_part_is_thrown_and_the_pool_works_on()
    {
        using var pool = new WorkerPool(3);
        var failure = Assert.Throws<InvalidOperationException>(() => pool.Run(6, (part, _) =>
        {
            if (part >= 1)
                throw new InvalidOperationException($"part {part}");
        }));
        Assert.Equal("part 3", failure.Message);
        int done = 0;
        pool.Run(6, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(6, done);
    }
}
