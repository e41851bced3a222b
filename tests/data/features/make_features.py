"""Reference vectors for the spectral front ends, from the published definitions, in double precision with numpy and scipy.

Nothing here is shared with Mote: windows are scipy.signal.get_window's, transforms numpy.fft's and scipy.fft's. The definitions are

* librosa 0.10: librosa.feature.mfcc -> melspectrogram (center, zero padding, power 2) with filters.mel (Slaney scale and norm, or
  htk=True, norm=None), power_to_db (ref 1, amin 1e-10, top_db 80), scipy's orthonormal DCT-II;
* TensorFlow 2: tf.signal.stft (periodic Hann, no padding, frame at the beginning of the transform), tf.abs,
  linear_to_mel_weight_matrix, log(x + 1e-6), mfccs_from_log_mel_spectrograms (2 * sum / sqrt(2 n));
* MLPerf Tiny keyword spotting: the same on samples divided by the clip's largest one, 40 bands from 20 to 4000 Hz, 10 coefficients.

The clips are synthetic: voiced sounds with formants, noise, a chirp, an impulse, silence in part; 16-bit, seeded. Run: python3 make_features.py
"""
import os

import numpy as np
import scipy.fft
import scipy.signal

HERE = os.path.dirname(os.path.abspath(__file__))


def clips(rate, n):
    rng = np.random.default_rng(20)
    t = np.arange(n) / rate
    voiced = np.zeros(n)
    pitch = 110 + 30 * np.sin(2 * np.pi * 1.5 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    for h in range(1, 40):
        f = h * 120
        gain = sum(np.exp(-((f - c) / w) ** 2) for c, w in ((600, 150), (1200, 200), (2600, 300))) + 0.01
        voiced += gain * np.sin(h * phase)
    voiced *= np.exp(-((t - 0.45 * n / rate) / (0.2 * n / rate)) ** 2)
    voiced = 0.5 * voiced / np.abs(voiced).max() + 0.001 * rng.standard_normal(n)
    noise = 0.1 * rng.standard_normal(n)
    chirp = 0.9 * scipy.signal.chirp(t, 50, t[-1], rate * 0.45, method="quadratic") + 0.003 * rng.standard_normal(n)
    sparse = np.zeros(n)
    sparse[n // 3] = 0.95
    sparse[n // 2:] = 0.0005 * rng.standard_normal(n - n // 2)
    return np.stack([np.clip(np.round(x * 32768), -32768, 32767).astype("<i2") for x in (voiced, noise, chirp, sparse)])


def mel_hz(m, htk):
    if htk:
        return 700.0 * (10.0 ** (m / 2595.0) - 1.0)
    return np.where(m >= 15.0, 1000.0 * np.exp(np.log(6.4) / 27.0 * (m - 15.0)), 200.0 / 3 * m)


def hz_mel(f, htk):
    f = np.asarray(f, float)
    if htk:
        return 2595.0 * np.log10(1.0 + f / 700.0)
    return np.where(f >= 1000.0, 15.0 + np.log(np.maximum(f, 1) / 1000.0) / (np.log(6.4) / 27.0), f * 3.0 / 200)


def librosa_filters(rate, n_fft, n_mels, fmin, fmax, htk, slaney_norm):
    bins = np.linspace(0, rate / 2, n_fft // 2 + 1)
    f = mel_hz(np.linspace(hz_mel(fmin, htk), hz_mel(fmax, htk), n_mels + 2), htk)
    diff, ramps = np.diff(f), np.subtract.outer(f, bins)
    w = np.array([np.maximum(0, np.minimum(-ramps[i] / diff[i], ramps[i + 2] / diff[i + 1])) for i in range(n_mels)])
    return w * (2.0 / (f[2:n_mels + 2] - f[:n_mels]))[:, None] if slaney_norm else w


def librosa_mfcc(y, rate, n_fft=2048, hop=512, n_mels=128, n_mfcc=20, htk=False, slaney_norm=True):
    y = np.pad(y, n_fft // 2)
    frames = np.stack([y[i:i + n_fft] for i in range(0, len(y) - n_fft + 1, hop)])
    power = np.abs(np.fft.rfft(frames * scipy.signal.get_window("hann", n_fft), axis=1)) ** 2
    s = power @ librosa_filters(rate, n_fft, n_mels, 0.0, rate / 2, htk, slaney_norm).T
    db = 10.0 * np.log10(np.maximum(1e-10, s))
    db = np.maximum(db, db.max() - 80.0)
    return scipy.fft.dct(db, axis=1, type=2, norm="ortho")[:, :n_mfcc]


def tf_filters(n_mels, bins, rate, low, high):
    to_mel = lambda f: 1127.0 * np.log(1.0 + np.asarray(f) / 700.0)
    at = to_mel(np.linspace(0.0, rate / 2, bins)[1:])[:, None]
    edges = np.linspace(to_mel(low), to_mel(high), n_mels + 2)
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    w = np.maximum(0.0, np.minimum((at - lower) / (centre - lower), (upper - at) / (upper - centre)))
    return np.pad(w, [[1, 0], [0, 0]])


def tf_mfcc(y, rate, frame, step, n_mels, low, high, n_mfcc):
    n_fft = 1 << (frame - 1).bit_length()
    frames = np.stack([y[i:i + frame] for i in range(0, len(y) - frame + 1, step)])
    s = np.abs(np.fft.rfft(frames * scipy.signal.get_window("hann", frame), n_fft, axis=1))
    log_mel = np.log(s @ tf_filters(n_mels, n_fft // 2 + 1, rate, low, high) + 1e-6)
    return log_mel, (scipy.fft.dct(log_mel, axis=1, type=2) / np.sqrt(2.0 * n_mels))[:, :n_mfcc]


def save(name, array):
    array.astype("<f4" if array.dtype.kind == "f" else array.dtype).tofile(os.path.join(HERE, name))
    print(name, array.shape)


def main():
    rate = 16000
    x = clips(rate, 8000)
    save("clips_16k.i16", x)
    y = x / 32768.0
    save("tensorflow_mfcc.f32", np.stack([tf_mfcc(c, rate, 480, 320, 80, 20.0, 7600.0, 13)[1] for c in y]))
    save("tensorflow_log_mel.f32", np.stack([tf_mfcc(c, rate, 400, 160, 40, 80.0, 7600.0, 13)[0] for c in y]))
    save("mlperf_kws.f32", np.stack([tf_mfcc(c / c.max(), rate, 480, 320, 40, 20.0, 4000.0, 10)[1] for c in y]))
    save("librosa_htk_mfcc.f32", np.stack(
        [librosa_mfcc(c, rate, n_fft=512, hop=256, n_mels=40, n_mfcc=13, htk=True, slaney_norm=False) for c in y]))
    x = clips(22050, 11025)[:2]
    save("clips_22k.i16", x)
    save("librosa_mfcc.f32", np.stack([librosa_mfcc(c / 32768.0, 22050) for c in x]))


if __name__ == "__main__":
    main()
