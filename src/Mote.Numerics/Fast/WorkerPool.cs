using System.Runtime.ExceptionServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// Threads that wait for parts of a loop: first spinning, for steps of training follow each other within microseconds, then parked. Part i
/// is first offered to thread i modulo the number of threads, whose cache may hold its data; a thread that has none left takes those that
/// nobody has begun, so that one which the machine gives no time delays nothing. What a part computes must not depend on its thread.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int Spins = 2000;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _parked;
    private Round? _current;
    private volatile bool _ends;

    /// <param name="threads">At least 1; the caller of <see cref="Run"/> is one of them.</param>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        _wake = new SemaphoreSlim[threads];
        _parked = new int[threads];
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
    /// <exception cref="Exception">What a part threw; of several the lowest one's.</exception>
    public void Run(int parts, Action<int, int> work)
    {
        if (_threads.Length == 0 || parts <= 1)
        {
            for (int part = 0; part < parts; part++)
                work(part, 0);
            return;
        }

        var round = new Round(parts, Threads, work);
        Interlocked.Exchange(ref _current, round);
        for (int worker = 1; worker <= _threads.Length; worker++)
        {
            if (Interlocked.Exchange(ref _parked[worker], 0) == 1)
                _wake[worker].Release();
        }

        round.Work(0);
        // One that waits long gives its time away: with more threads than cores, a worker may need it.
        for (int spins = 0; !round.IsDone; spins++)
        {
            if (spins < Spins)
                Thread.SpinWait(8);
            else
                Thread.Yield();
        }

        round.ThrowIfFailed();
    }

    public void Dispose()
    {
        _ends = true;
        Interlocked.Exchange(ref _current, new Round(0, Threads, (_, _) => { }));
        for (int worker = 1; worker <= _threads.Length; worker++)
            _wake[worker].Release();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (SemaphoreSlim? wake in _wake)
            wake?.Dispose();
    }

    private void Serve(int worker)
    {
        for (Round? seen = null; ;)
        {
            seen = Await(worker, seen);
            if (_ends)
                return;
            seen.Work(worker);
        }
    }

    /// <summary>Waits for the next round.</summary>
    private Round Await(int worker, Round? seen)
    {
        for (int spins = 0; ; spins++)
        {
            Round? round = Volatile.Read(ref _current);
            if (round is not null && round != seen)
                return round;
            if (spins < Spins)
            {
                Thread.SpinWait(8);
                continue;
            }

            // A round that begins between the two lines sees the mark, or is seen here.
            Interlocked.Exchange(ref _parked[worker], 1);
            if (Volatile.Read(ref _current) == seen || Interlocked.Exchange(ref _parked[worker], 0) == 0)
                _wake[worker].Wait();
            spins = 0;
        }
    }

    /// <summary>One loop. A worker that comes late finds nothing left to take in it, whatever has begun since.</summary>
    private sealed class Round(int parts, int threads, Action<int, int> work)
    {
        private readonly int[] _taken = new int[parts];
        private readonly Exception?[] _failures = new Exception?[parts];
        private int _left = parts;

        public bool IsDone => Volatile.Read(ref _left) == 0;

        public void Work(int worker)
        {
            for (int part = worker; part < _taken.Length; part += threads)
                Take(part, worker);
            for (int part = 0; part < _taken.Length; part++)
                Take(part, worker);
        }

        public void ThrowIfFailed()
        {
            if (Array.Find(_failures, f => f is not null) is { } failure)
                ExceptionDispatchInfo.Throw(failure);
        }

        private void Take(int part, int worker)
        {
            if (Volatile.Read(ref _taken[part]) != 0 || Interlocked.Exchange(ref _taken[part], 1) != 0)
                return;
            try
            {
                work(part, worker);
            }
            catch (Exception failure)
            {
                _failures[part] = failure;
            }
            finally
            {
                Interlocked.Decrement(ref _left);
            }
        }
    }
}
