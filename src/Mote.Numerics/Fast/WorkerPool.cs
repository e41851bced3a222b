using System.Runtime.ExceptionServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// Threads that wait for parts of a loop: first spinning, for steps of training follow each other within microseconds, then parked. Which
/// thread runs which part is fixed: part i runs on thread i modulo the number of threads.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int Spins = 2000;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _parked;
    private readonly Exception?[] _failures;
    private Action<int, int>? _work;
    private int _parts, _round, _running;
    private volatile bool _ends;

    /// <param name="threads">At least 1; the caller of <see cref="Run"/> is one of them.</param>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        _wake = new SemaphoreSlim[threads];
        _parked = new int[threads];
        _failures = new Exception?[threads];
        for (int i = 0; i < threads - 1; i++)
        {
            int worker = i + 1;
            _wake[worker] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"Mote worker {worker}" };
            _threads[i].Start();
        }
    }

    public int Threads => _threads.Length + 1;

    /// <summary>Calls with each part's number below <paramref name="parts"/> and that of its thread; returns when all are done.</summary>
    /// <exception cref="Exception">The first that a part threw; of several threads the lowest one's.</exception>
    public void Run(int parts, Action<int, int> work)
    {
        if (_threads.Length == 0 || parts <= 1)
        {
            for (int part = 0; part < parts; part++)
                work(part, 0);
            return;
        }

        (_work, _parts) = (work, parts);
        Volatile.Write(ref _running, _threads.Length);
        Interlocked.Increment(ref _round);
        for (int worker = 1; worker <= _threads.Length; worker++)
        {
            if (Interlocked.Exchange(ref _parked[worker], 0) == 1)
                _wake[worker].Release();
        }

        Work(0);
        // One that waits long gives its time away: with more threads than cores, a worker may need it.
        for (int spins = 0; Volatile.Read(ref _running) > 0; spins++)
        {
            if (spins < Spins)
                Thread.SpinWait(8);
            else
                Thread.Yield();
        }

        _work = null;
        foreach (ref Exception? failure in _failures.AsSpan())
        {
            if (failure is null)
                continue;
            var first = ExceptionDispatchInfo.Capture(failure);
            Array.Clear(_failures);
            first.Throw();
        }
    }

    public void Dispose()
    {
        _ends = true;
        Interlocked.Increment(ref _round);
        for (int worker = 1; worker <= _threads.Length; worker++)
            _wake[worker].Release();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (SemaphoreSlim? wake in _wake)
            wake?.Dispose();
    }

    private void Serve(int worker)
    {
        for (int seen = 0; ;)
        {
            seen = Await(worker, seen);
            if (_ends)
                return;
            Work(worker);
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Waits for the next round.</summary>
    private int Await(int worker, int seen)
    {
        for (int spins = 0; ; spins++)
        {
            int round = Volatile.Read(ref _round);
            if (round != seen)
                return round;
            if (spins < Spins)
            {
                Thread.SpinWait(8);
                continue;
            }

            // A round that begins between the two lines sees the mark, or is seen here.
            Interlocked.Exchange(ref _parked[worker], 1);
            if (Volatile.Read(ref _round) == seen || Interlocked.Exchange(ref _parked[worker], 0) == 0)
                _wake[worker].Wait();
            spins = 0;
        }
    }

    private void Work(int worker)
    {
        try
        {
            for (int part = worker; part < _parts; part += Threads)
                _work!(part, worker);
        }
        catch (Exception failure)
        {
            _failures[worker] = failure;
        }
    }
}
