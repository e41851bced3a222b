using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Each_part_is_run_once(int threads)
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
            Assert.All(workers, w => Assert.InRange(w, 0, threads - 1));
            if (round % 50 == 0)
                Thread.Sleep(5);
        }
    }

    [Fact]
    public void A_thread_that_gets_no_time_delays_nobody()
    {
        using var pool = new WorkerPool(2);
        using var blocked = new ManualResetEventSlim();
        int others = 0;
        pool.Run(10, (part, worker) =>
        {
            // The worker is stuck in its first part until the caller has done all others.
            if (worker == 1)
                blocked.Wait();
            else if (Interlocked.Increment(ref others) == 9)
                blocked.Set();
            if (others == 10)
                blocked.Set();
        });
        Assert.InRange(others, 9, 10);
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
        Assert.Equal("part 1", failure.Message);
        int done = 0;
        pool.Run(6, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(6, done);
    }
}
