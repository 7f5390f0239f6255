-- The other way to a second database: its rows taken out of the attached `warehouse` and put into the attached `copy`.
copy from database warehouse to copy
