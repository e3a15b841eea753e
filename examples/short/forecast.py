# Forecasts six hours of a series from the 24 before them: forecast.py DATA.csv SEED
import copy
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 16, batch_first=True)
        self.head = nn.Linear(16, 6)

    # [batch, time, 1] -> [batch, 6, 1]
    def forward(self, x):
        output, state = self.lstm(x)
        return self.head(output[:, -1]).unsqueeze(-1)


def forecast_windows(series):
    windows = series.unfold(0, 30, 1).transpose(1, 2)
    return TensorDataset(windows[:, :24], windows[:, 24:])


torch.manual_seed(int(sys.argv[2]))
data = np.loadtxt(sys.argv[1], np.float32, delimiter=",", skiprows=1, usecols=1, ndmin=2)
series = torch.from_numpy(data)  # [time, 1]
split = len(series) * 8 // 10
mean, std = series[:split].mean(), series[:split].std()
scaled = (series - mean) / std
loader = DataLoader(forecast_windows(scaled[:split]), batch_size=32, shuffle=True)
held_out = forecast_windows(scaled[split:])

model = Forecaster()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
best, bad = math.inf, 0
for epoch in range(20):
    for input, target in loader:
        loss = F.mse_loss(model(input), target)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    scheduler.step()
    model.eval()
    with torch.no_grad():
        input, target = held_out.tensors
        error = (F.l1_loss(model(input), target) * std).item()
    model.train()
    print(f"epoch {epoch + 1}: loss {loss.item():.7f}, held-out {error:.7f}")
    bad = 0 if error < best else bad + 1
    if error < best:
        best, best_model = error, copy.deepcopy(model.state_dict())
    if bad >= 5:
        break

model.load_state_dict(best_model)
model.eval()
with torch.no_grad():
    forecast = model(scaled[-24:].unsqueeze(0)) * std + mean
print("next hours:", *[f"{degrees:.1f}" for degrees in forecast.flatten().tolist()])
print(f"mean absolute error: {best:.4f}")
